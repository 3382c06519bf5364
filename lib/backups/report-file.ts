import { FormatError } from '../files/errors';
import { excerpt } from '../files/excerpt';
import { childElements, type XmlDocument, type XmlElement } from '../files/xml/tree';

/** Namespace of GPMC's XML reports. */
export const reportNamespace = 'http://www.microsoft.com/GroupPolicy/Settings';

/** Namespaces of XHTML, SVG, XSLT and their like. */
const webNamespaces = 'http://www.w3.org/';

/**
 * Checks that a document is an XML report of a GPO, and that it holds nothing which a browser that shows the report
 * would run or fetch: elements of the web's own languages, or an instruction to style it.
 */
export function checkReport({ root, prolog }: XmlDocument, file: string): void {
  if (root.localName !== 'GPO' || root.namespace !== reportNamespace) {
    throw new FormatError(
      'schema',
      file,
      `its root element <${excerpt(root.name)}> is not a GPO of the namespace ${reportNamespace}`,
    );
  }
  const instruction = prolog.find((node) => node.kind === 'instruction');
  if (instruction) {
    throw new FormatError(
      'hostile',
      file,
      `it holds the instruction <?${excerpt(instruction.target)}?>, which no report of GPMC's does; it is not read`,
    );
  }
  refuseWebElements(root, file);
}

function refuseWebElements(element: XmlElement, file: string): void {
  if (element.namespace.startsWith(webNamespaces)) {
    throw new FormatError(
      'hostile',
      file,
      `it holds the element <${excerpt(element.name)}> of ${excerpt(element.namespace)}, which a browser would run; it is not read`,
    );
  }
  for (const child of childElements(element)) {
    refuseWebElements(child, file);
  }
}

/** Makes a report declare the encoding in which gpreport.xml is written. */
export function declareUtf16(text: string): string {
  const declaration = /^<\?xml\b[^?]*\?>/.exec(text)?.[0] ?? '';
  return /encoding\s*=\s*["']utf-16["']/i.test(declaration)
    ? text
    : `<?xml version="1.0" encoding="utf-16"?>${text.slice(declaration.length)}`;
}
