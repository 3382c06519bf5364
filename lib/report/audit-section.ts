import type { SysvolFile } from '../backups/types';
import { decodeFile } from '../files/file-kinds';
import type { XmlElement } from '../files/xml/tree';
import { parseAudit } from '../settings/audit-csv';
import { ExtensionBuilder } from './xml-builder';

/** audit.csv: a setting for each row. */
export function auditSection(files: readonly SysvolFile[], number: number): XmlElement {
  const builder = new ExtensionBuilder('Auditing', 'AuditSettings', 'Advanced Audit Configuration', number);
  for (const { target, subcategory, guid, value } of files.flatMap((file) =>
    parseAudit(decodeFile(file).text),
  )) {
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
