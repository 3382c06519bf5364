import type { XmlElement } from '../files/xml/tree';
import { parseAudit } from '../settings/audit-csv';
import { ExtensionBuilder } from './xml-builder';

/** audit.csv: a setting for each row. */
export function auditSection(texts: readonly string[], number: number): XmlElement {
  const builder = new ExtensionBuilder('Auditing', 'AuditSettings', 'Advanced Audit Configuration', number);
  for (const { target, subcategory, guid, value } of texts.flatMap(parseAudit)) {
    builder.add(
      'AuditSetting',
      builder.make('PolicyTarget', target),
      builder.make('SubcategoryName', subcategory),
      builder.make('SubcategoryGuid', guid),
      builder.make('SettingValue', value),
    );
  }
  return builder.finish();
}
