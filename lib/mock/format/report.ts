import { FormatError } from './errors';
import { parseXml } from './xml/parse';

/** Namespace of GPMC's XML reports. */
export const reportNamespace = 'http://www.microsoft.com/GroupPolicy/Settings';

/** Checks that a text is a well-formed XML report of a GPO. */
export function checkReport(text: string, file: string): void {
  const { root } = parseXml(text, file);
  if (root.localName !== 'GPO' || root.namespace !== reportNamespace) {
    throw new FormatError(
      'schema',
      file,
      `its root element <${root.name}> is not a GPO of the namespace ${reportNamespace}`,
    );
  }
}

/** Makes a report declare the encoding in which gpreport.xml is written. */
export function declareUtf16(text: string): string {
  const declaration = /^<\?xml\b[^?]*\?>/.exec(text)?.[0] ?? '';
  return /encoding\s*=\s*["']utf-16["']/i.test(declaration)
    ? text
    : `<?xml version="1.0" encoding="utf-16"?>${text.slice(declaration.length)}`;
}
