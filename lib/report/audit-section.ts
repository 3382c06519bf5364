import type { SysvolFile } from '../backups/types';
import type { XmlElement } from '../files/xml/tree';
import { decodeSettingsText } from '../settings/gpo-files';
import { ExtensionBuilder } from './xml-builder';

/** audit.csv: computer, target, subcategory, its GUID, inclusion, exclusion, value. */
export function auditSection(file: SysvolFile, number: number): XmlElement | undefined {
  const builder = new ExtensionBuilder('Auditing', 'AuditSettings', 'Advanced Audit Configuration', number);
  const [, ...lines] = decodeSettingsText(file.data).text.split(/\r?\n/);
  for (const line of lines) {
    const [, target, subcategory, guid, , , value] = line.split(',');
    if (!subcategory) continue;
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
