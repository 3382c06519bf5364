/** A row of an audit.csv: what is audited of a subcategory. */
export interface AuditSetting {
  /** `System`, or the SID of a user. */
  target: string;
  /** In the language of the console that wrote the file; its GUID says which one it is. */
  subcategory: string;
  guid: string;
  /** 1 success, 2 failure, 3 both, 0 neither. */
  value: string;
}

/** Reads an audit.csv: computer, target, subcategory, its GUID, inclusion, exclusion, value. The heading is translated. */
export function parseAudit(text: string): AuditSetting[] {
  const [, ...lines] = text.split(/\r\n|\r|\n/);
  return lines.flatMap((line) => {
    const [, target = '', subcategory, guid = '', , , value = ''] = line.split(',');
    return subcategory ? [{ target, subcategory, guid, value }] : [];
  });
}
