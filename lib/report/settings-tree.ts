import { childElements, elementText, plainAttributes, type XmlElement } from '../files/xml/tree';
import type { HtmlPage } from './html-page';
import { anyText } from './report-facts';

const isLeaf = (of: XmlElement): boolean => childElements(of).length === 0;

/** The names of elements as words. A report has few, many times. */
const knownWords = new Map<string, string>();

/** `UserRightsAssignment` as words. */
function words(name: string): string {
  const known = knownWords.get(name);
  if (known !== undefined) return known;
  const spaced = name.replace(/([a-z])([A-Z])/g, '$1 $2');
  // Names of a report may be anything, and without end.
  if (knownWords.size < 1000 && name.length < 100) knownWords.set(name, spaced);
  return spaced;
}

/** What an element is about: its name element, its name attribute, a key, or what kind of thing it is. */
function title(of: XmlElement): string {
  const name = anyText(of, 'Name') ?? of.attributes.find((attribute) => attribute.name === 'name')?.value;
  const text =
    name ||
    anyText(of, 'KeyName') ||
    anyText(of, 'KeyPath') ||
    anyText(of, 'SystemAccessPolicyName') ||
    anyText(of, 'SubcategoryName') ||
    anyText(of, 'Command');
  return text ? `${words(of.localName)}: ${text}` : words(of.localName);
}

/** A setting of any extension: what is plain as a table, what has parts as folded sections. */
export function settingsTree(page: HtmlPage, of: XmlElement): XmlElement {
  const rows: [string, string][] = [
    ...plainAttributes(of).map((attribute): [string, string] => [attribute.name, attribute.value]),
    ...childElements(of)
      .filter((child) => isLeaf(child) && child.attributes.length === 0)
      .map((child): [string, string] => [words(child.localName), elementText(child).trim()]),
  ];
  if (isLeaf(of) && elementText(of).trim() !== '') rows.push([words(of.localName), elementText(of).trim()]);
  const nested = childElements(of)
    .filter((child) => !isLeaf(child) || child.attributes.length > 0)
    .map((child) => settingsTree(page, child));
  return page.make('details', [
    page.make('summary', [title(of)]),
    rows.length > 0 ? page.pairs(rows) : undefined,
    ...nested,
  ]);
}
