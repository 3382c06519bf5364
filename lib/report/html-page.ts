import { DOMImplementation, type Document, type Element, XMLSerializer } from '@xmldom/xmldom';
import { cleanText } from './xml-builder';

type Content = Element | string | undefined;

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
  readonly #document: Document;
  readonly #body: Element;

  constructor(title: string) {
    this.#document = new DOMImplementation().createHTMLDocument(cleanText(title));
    const head = this.#document.getElementsByTagName('head').item(0)!;
    this.#body = this.#document.getElementsByTagName('body').item(0)!;
    // A byte order mark, which a UTF-16 file begins with, comes before this.
    const charset = this.#document.createElement('meta');
    charset.setAttribute('charset', 'utf-8');
    const policy = this.#document.createElement('meta');
    policy.setAttribute('http-equiv', 'Content-Security-Policy');
    policy.setAttribute('content', "default-src 'none'; style-src 'unsafe-inline'");
    const sheet = this.#document.createElement('style');
    sheet.appendChild(this.#document.createTextNode(style));
    // Before the title, however long that is: a browser looks for the encoding in the first kilobyte.
    head.insertBefore(policy, head.firstChild);
    head.insertBefore(charset, policy);
    head.appendChild(sheet);
  }

  /** An element with text and children. Attributes are the page's own words, never a GPO's. */
  make(
    tag: string,
    content: readonly Content[] = [],
    attributes: Readonly<Record<string, string>> = {},
  ): Element {
    const made = this.#document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    for (const part of content) {
      if (part === undefined) continue;
      made.appendChild(typeof part === 'string' ? this.#document.createTextNode(cleanText(part)) : part);
    }
    return made;
  }

  add(...parts: readonly Element[]): void {
    for (const part of parts) this.#body.appendChild(part);
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
  pairs(rows: readonly (readonly [name: string, value: string])[]): Element {
    const body = rows.map(([name, value]) =>
      this.make('tr', [this.make('th', [name], { scope: 'row' }), this.make('td', [value])]),
    );
    return this.make('table', [this.make('tbody', body)]);
  }

  toString(): string {
    return `<!DOCTYPE html>\n${new XMLSerializer().serializeToString(this.#document.documentElement!)}\n`;
  }
}
