/** A piece of a page: a tag with its attributes, or the text between two tags, all references resolved. */
export type Token = { tag: string; attributes: readonly (readonly [string, string])[] } | string;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const name = '[A-Za-z][\\w.-]*(?::[A-Za-z][\\w.-]*)?';
const tag = new RegExp(`<(/?${name})((?:\\s+${name}="[^"<]*")*)\\s*(/?)>`, 'y');
const attribute = new RegExp(`(${name})="([^"]*)"`, 'g');
const preamble = /^(?:<!DOCTYPE html>|<\?xml version="1\.0" encoding="utf-16"\?>)\r?\n/;

/**
 * Takes a report apart by a grammar of its own, much narrower than that of XML or HTML: whatever a browser or parser
 * might take for more than text makes it throw. Comments, CDATA sections, instructions and declarations are not part
 * of it. Tokens are tag, text, tag, text …; line ends are `\n`.
 */
export function tokenize(page: string): Token[] {
  const start = preamble.exec(page)?.[0];
  if (start === undefined) throw new Error(`It begins with ${JSON.stringify(page.slice(0, 60))}.`);
  const tokens: Token[] = [];
  let at = start.length;
  while (at < page.trimEnd().length) {
    tag.lastIndex = at;
    const found = tag.exec(page);
    if (!found) throw new Error(`This is no tag: ${JSON.stringify(page.slice(at, at + 60))}`);
    tokens.push({
      tag: `${found[1]}${found[3]}`,
      attributes: [...found[2]!.matchAll(attribute)].map(
        ([, key, value]) => [key!, resolve(value!)] as const,
      ),
    });
    at = tag.lastIndex;
    const next = page.indexOf('<', at);
    const end = next < 0 ? page.length : next;
    tokens.push(resolve(page.slice(at, end)));
    at = end;
  }
  return tokens;
}

/** Text with its references resolved; throws for what is neither plain text nor one of the few references. */
function resolve(text: string): string {
  if (/[<>]|[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text))
    throw new Error(`This is not plain text: ${JSON.stringify(text)}`);
  return text.replace(/\r\n?/g, '\n').replace(/&([^;]*);|&/g, (reference, body: string | undefined) => {
    const code = /^#(\d+)$/.exec(body ?? '')?.[1];
    const character = code === undefined ? entities[body ?? ''] : String.fromCodePoint(Number(code));
    if (character === undefined) throw new Error(`This is no reference: ${reference}`);
    return character;
  });
}
