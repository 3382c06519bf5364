import { withoutIllegalCharacters } from '../files/xml/characters';
import { serializeElement } from '../files/xml/serialize';
import { makeAttribute, makeElement, type XmlElement, type XmlNode } from '../files/xml/tree';

type Content = XmlElement | string | undefined;

const namespace = 'http://www.w3.org/1999/xhtml';

/** Elements that HTML knows no end tags of. It knows no `/>` of any other. */
const voidElements = ['meta'];

const style = `
body { font: 14px/1.45 "Segoe UI", system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1b1b1b; background: #fff }
h1 { font-size: 1.6rem; margin-bottom: .2rem } h2 { font-size: 1.2rem; border-bottom: 2px solid #3a6ea5; margin-top: 2rem }
h3 { font-size: 1.05rem; margin-bottom: .3rem } .note { color: #555 }
table { border-collapse: collapse; margin: .4rem 0 1rem; width: 100% } th, td { border: 1px solid #c8d3df; padding: .25rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere }
th { background: #eef3f8; font-weight: 600 } th[scope=row] { width: 16rem } td { white-space: pre-wrap }
details { margin: .2rem 0 .2rem 1rem } summary { cursor: pointer }
`;

/**
 * A standalone HTML page built node by node: text from a GPO becomes text nodes and never markup. It has no scripts,
 * loads nothing, and its own policy forbids both.
 */
export class HtmlPage {
  readonly #title: string;
  /** What was added, written out: as elements it would take many times the memory. */
  readonly #body: string[] = [];

  constructor(title: string) {
    this.#title = title;
  }

  /** An element with text and children. Attributes are the page's own words, never a GPO's. */
  make(
    tag: string,
    content: readonly Content[] = [],
    attributes?: Readonly<Record<string, string>>,
  ): XmlElement {
    const nodes: XmlNode[] = [];
    for (const part of content) {
      if (typeof part === 'string') nodes.push({ kind: 'text', value: withoutIllegalCharacters(part) });
      else if (part !== undefined) nodes.push(part);
    }
    if (nodes.length === 0 && !voidElements.includes(tag)) nodes.push({ kind: 'text', value: '' });
    const made = makeElement(namespace, tag, nodes);
    for (const name in attributes) made.attributes.push(makeAttribute('', name, attributes[name]!));
    return made;
  }

  add(part: XmlElement): void {
    this.#body.push(serializeElement(part));
  }

  heading(level: 1 | 2 | 3, text: string): void {
    this.add(this.make(`h${level}`, [text]));
  }

  note(text: string): void {
    this.add(this.make('p', [text], { class: 'note' }));
  }

  /** A table with a heading row; a note in its place where it would be empty. */
  table(headings: readonly string[], rows: readonly (readonly string[])[], empty: string): void {
    if (rows.length === 0) {
      this.note(empty);
      return;
    }
    const head = this.make(
      'tr',
      headings.map((text) => this.make('th', [text], { scope: 'col' })),
    );
    const body = rows.map((cells) =>
      this.make(
        'tr',
        cells.map((text) => this.make('td', [text])),
      ),
    );
    this.add(this.make('table', [this.make('thead', [head]), this.make('tbody', body)]));
  }

  /** Names and values, one pair a row. */
  pairs(rows: readonly (readonly [name: string, value: string])[]): XmlElement {
    const body = rows.map(([name, value]) =>
      this.make('tr', [this.make('th', [name], { scope: 'row' }), this.make('td', [value])]),
    );
    return this.make('table', [this.make('tbody', body)]);
  }

  toString(): string {
    // The encoding before the title, however long that is: a browser looks for it in the first kilobyte.
    const head = this.make('head', [
      this.make('meta', [], { charset: 'utf-8' }),
      this.make('meta', [], {
        'http-equiv': 'Content-Security-Policy',
        content: "default-src 'none'; style-src 'unsafe-inline'",
      }),
      this.make('title', [this.#title]),
      this.make('style', [style]),
    ]);
    return [
      `<!DOCTYPE html>\n<html xmlns="${namespace}">${serializeElement(head)}<body>`,
      ...this.#body,
      '</body></html>\n',
    ].join('');
  }
}
