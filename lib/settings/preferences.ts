import type { SysvolFile } from '../backups/types';
import { parseXmlBytes } from '../files/xml/parse';
import { childElements, type XmlElement } from '../files/xml/tree';

/** A file of Group Policy Preferences. */
export interface Preferences {
  root: XmlElement;
  /** What it sets, in the order in which it is processed. */
  items: XmlElement[];
}

/** @throws FormatError where the file is not well-formed or hostile. */
export function parsePreferences({ path, data }: SysvolFile): Preferences {
  const { root } = parseXmlBytes(data, path);
  return { root, items: childElements(root) };
}
