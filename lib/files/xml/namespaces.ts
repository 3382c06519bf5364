import type { XmlAttribute, XmlElement } from './tree';

/** Namespace of the attributes that declare namespaces. */
export const declarationNamespace = 'http://www.w3.org/2000/xmlns/';
/** What GPMC's reports and migration tables declare as `xsd` and `xsi`. */
export const schemaNamespace = 'http://www.w3.org/2001/XMLSchema';
export const instanceNamespace = 'http://www.w3.org/2001/XMLSchema-instance';

/**
 * A copy of an element that keeps its meaning under another parent: the declarations of namespaces that it had from
 * its former ancestors, and that do not hold at its new place, stand on the elements that need them.
 *
 * @param inherited Namespaces by prefix at the new place; the default namespace has the prefix "".
 */
export function withDeclarations(element: XmlElement, inherited: ReadonlyMap<string, string>): XmlElement {
  const scope = new Map(inherited);
  const declared = element.attributes.filter(isDeclaration);
  for (const { name, value } of declared) {
    scope.set(name === 'xmlns' ? '' : name.slice('xmlns:'.length), value);
  }
  const added: XmlAttribute[] = [];
  const plain = element.attributes.filter((each) => !isDeclaration(each));
  for (const { name, namespace } of [element, ...plain.filter((each) => each.name.includes(':'))]) {
    const prefix = name.includes(':') ? name.slice(0, name.indexOf(':')) : '';
    if (prefix !== 'xml' && (scope.get(prefix) ?? '') !== namespace) {
      scope.set(prefix, namespace);
      added.push({
        name: prefix ? `xmlns:${prefix}` : 'xmlns',
        localName: prefix || 'xmlns',
        namespace: declarationNamespace,
        value: namespace,
      });
    }
  }
  return {
    ...element,
    attributes: [...declared, ...added, ...plain],
    children: element.children.map((node) =>
      node.kind === 'element' ? withDeclarations(node, scope) : node,
    ),
  };
}

function isDeclaration({ name }: XmlAttribute): boolean {
  return name === 'xmlns' || name.startsWith('xmlns:');
}
