import { DOMParser, type Element, type Node } from '@xmldom/xmldom';
import fc from 'fast-check';
import { FormatError, type FormatErrorKind } from '../../lib/files/errors';
import { limits } from '../../lib/files/limits';
import { parseXml, parseXmlBytes } from '../../lib/files/xml/parse';
import { serializeXml } from '../../lib/files/xml/serialize';
import {
  elementText,
  makeAttribute,
  makeElement,
  type XmlElement,
  type XmlNode,
} from '../../lib/files/xml/tree';

const parse = (text: string): XmlElement => parseXml(text, 'x.xml').root;
const write = (text: string): string => serializeXml(parseXml(text, 'x.xml'), undefined, 'x.xml');

function refusal(text: string): FormatError {
  try {
    parseXml(text, 'x.xml');
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(text.slice(0, 100))} was read`);
}

test.each<[name: string, text: string, kind: FormatErrorKind, reason: RegExp]>([
  [
    'a document type',
    '<!DOCTYPE a><a/>',
    'hostile',
    /document type or entity declaration \(line 1, column 1\)/,
  ],
  [
    'a document type after other things',
    '<?xml version="1.0"?>\n<!-- < -->\n <!DOCTYPE a [<!ENTITY e "<!DOCTYPE">]><a>&e;</a>',
    'hostile',
    /\(line 3, column 2\)/,
  ],
  ['a document type cut off', '<!DOCTYPE a [<!ENTITY e "', 'hostile', /\(line 1, column 1\)/],
  ['a document type after the root', '<a/>\n<!DOCTYPE a>', 'hostile', /\(line 2, column 1\)/],
  ['a document type inside', '<a>x<!DOCTYPE a></a>', 'hostile', /\(line 1, column 5\)/],
  ['an entity declaration', '<a><b/><!ENTITY e "x"></a>', 'hostile', /\(line 1, column 8\)/],
  ['an unknown entity', '<a>\r\n b &nbsp;</a>', 'malformed', /an "&" begins neither .*\(line 2, column 4\)/],
  ['an entity named as a property', '<a b="&constructor;"/>', 'malformed', /an "&" .*\(line 1, column 7\)/],
  ['an entity named as the prototype', '<a>&__proto__;</a>', 'malformed', /an "&" .*\(line 1, column 4\)/],
  ['a loose ampersand', '<a><b>A &amp; B & C</b></a>', 'malformed', /an "&" .*\(line 1, column 17\)/],
  ['a loose ampersand in an attribute', '<a b="x & y"/>', 'malformed', /an "&" .*\(line 1, column 9\)/],
  ['a loose ampersand and a semicolon', '<a>A & B; C</a>', 'malformed', /an "&" .*\(line 1, column 6\)/],
  ['an empty reference', '<a>&;</a>', 'malformed', /an "&" .*\(line 1, column 4\)/],
  ['a control character', '<a>\n\u0001</a>', 'malformed', /U\+0001 \(line 2, column 1\)/],
  ['a control character in an attribute', '<a b="\u0000"/>', 'malformed', /U\+0000 \(line 1, column 7\)/],
  ['a control character in a name', '<a\u0002/>', 'malformed', /U\+0002 \(line 1, column 3\)/],
  ['a control character in a comment', '<a><!-- \u0003 --></a>', 'malformed', /U\+0003 \(line 1, column 9\)/],
  ['a control character in an instruction', '<a><?p \u0004?></a>', 'malformed', /U\+0004/],
  ['a control character in CDATA', '<a><![CDATA[\u0005]]></a>', 'malformed', /U\+0005/],
  ['a noncharacter', '<a>\ufffe</a>', 'malformed', /U\+FFFE/],
  ['half a pair that swallows a tag', '<a>\ud83d</a>', 'malformed', /U\+D83D \(line 1, column 4\)/],
  ['the other half', '<a>\ude00</a>', 'malformed', /U\+DE00/],
  [
    'a control character by reference',
    '<a>&#8;</a>',
    'malformed',
    /&#8; refers to a character .*\(line 1, column 4\)/,
  ],
  ['half a pair by reference', '<a>&#xd800;</a>', 'malformed', /&#xd800; refers to/],
  ['a character beyond Unicode', '<a>&#99999999;</a>', 'malformed', /&#99999999; refers to/],
  ['a second mark', '\ufeff<a/>', 'malformed', /second byte order mark/],
  ['the end of CDATA in text', '<a>x]]>y</a>', 'malformed', /"]]>" .*|line 1/],
  [
    '"<" in an attribute',
    '<a b="<"/>',
    'malformed',
    /\(line 1, column 7\): "<" stands in the value of an attribute/,
  ],
  ['nothing', '', 'malformed', /missing root element/],
  ['white space only', ' \n', 'malformed', /missing root element/],
  ['text only', 'x', 'malformed', /not well-formed XML .*outside of root/],
  ['text after the root', '<a/>x', 'malformed', /not well-formed/],
  ['a second root', '<a/><b/>', 'malformed', /only one root/],
  ['an end too many', '<a/></a>', 'malformed', /unmatched closing tag: a/],
  ['ends that cross', '<a><b></a></b>', 'malformed', /unexpected close tag/],
  ['an attribute twice', '<a b="" b=""/>', 'malformed', /duplicate attribute: b/],
  [
    'an attribute twice by namespace',
    '<a xmlns:p="u" xmlns:q="u" p:b="" q:b=""/>',
    'malformed',
    /duplicate attribute/,
  ],
  ['an attribute without quotes', '<a b=c/>', 'malformed', /unquoted/],
  ['an attribute without value', '<a b/>', 'malformed', /not well-formed/],
  ['attributes without space', '<a b=""c=""/>', 'malformed', /no whitespace/],
  ['a prefix of no namespace', '<p:a/>', 'malformed', /unbound namespace prefix: "p"/],
  ['a prefix named as a property', '<constructor:a/>', 'malformed', /unbound namespace prefix/],
  ['a name of colons', '<a:b:c xmlns:a="u"/>', 'malformed', /malformed name/],
  ['a comment with --', '<a><!-- -- --></a>', 'malformed', /malformed comment/],
  ['a declaration inside', '<a><?xml version="1.0"?></a>', 'malformed', /declaration/],
  ['version 2.0', '<?xml version="2.0"?><a/>', 'malformed', /version number/],
  ['a cut-off tag', '<a><b c="', 'malformed', /cut off/],
  ['a cut-off comment', '<a><!-- & ', 'malformed', /cut off/],
  ['a cut-off CDATA section', '<a><![CDATA[ & ', 'malformed', /cut off/],
  ['a cut-off start of one', '<a><![CDA', 'malformed', /cut off/],
  ['a missing end', '<a><b></b>', 'malformed', /unclosed tag: a; the file is cut off/],
])('%s is refused', (_name, text, kind, reason) => {
  const error = refusal(text);
  expect({ kind: error.kind, message: error.message }).toEqual({ kind, message: error.message });
  expect(error.message).toMatch(/^x\.xml: .*line \d+, column \d+/);
  expect(error.message).toMatch(reason);
});

describe('limits hold while a document is read', () => {
  const nested = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth);

  test('depth', () => {
    expect(() => parse(nested(limits.xmlDepth))).not.toThrow();
    expect(refusal(nested(limits.xmlDepth + 1)).kind).toBe('hostile');
    expect(refusal(`<a>\n${'<a>'.repeat(500_000)}`).message).toMatch(
      /nested deeper than 100 \(line 2, column 300\)/,
    );
  });

  test.each([
    ['empty elements', '<b/>', 1],
    ['elements', '<b></b>', 2],
    ['attributes', '<b c="" d=""/>', 3],
    ['comments', '<!---->', 1],
    ['CDATA sections', '<![CDATA[]]>', 1],
    ['instructions', '<?b?>', 1],
  ])('pieces: %s', (_name, piece, count) => {
    const fitting = Math.floor((limits.xmlPieces - 2) / count);
    expect(parse(`<a>${piece.repeat(fitting)}</a>`).children).toHaveLength(fitting);
    const error = refusal(`<a>${piece.repeat(fitting + 3)}`);
    expect(error.kind).toBe('tooLarge');
    expect(error.message).toMatch(/more than 300000 tags and attributes \(line 1, column \d+\)/);
  });

  test('a message does not grow with the document', () => {
    const name = 'a'.repeat(1_000_000);
    for (const text of [
      `<${name}>`,
      `<${name}></b>`,
      `<a ${name}="" ${name}=""/>`,
      `<a>&#${'0'.repeat(1e6)};</a>`,
    ]) {
      expect(refusal(text).message.length).toBeLessThan(500);
    }
  });
});

describe('what is read', () => {
  test('line ends become LF, and no others than those of XML 1.0', () => {
    const text = 'a\r\nb\rc\nd\u0085e\u2028f';
    for (const version of ['1.0', '1.1']) {
      const { children } = parse(
        `<?xml version="${version}"?>\r\n<r x="${text}">${text}<!--${text}--><![CDATA[${text}]]></r>`,
      );
      const expected = 'a\nb\nc\nd\u0085e\u2028f';
      expect(children).toEqual([
        { kind: 'text', value: expected },
        { kind: 'comment', value: expected },
        { kind: 'cdata', value: expected },
      ]);
    }
    expect(refusal('<?xml version="1.1"?><a>&#1;</a>').kind).toBe('malformed');
  });

  test('white space in attributes', () => {
    expect(parse('<a b="1\t2\r\n3&#10;4&#9;5"/>').attributes[0]?.value).toBe('1 2 3\n4\t5');
  });

  test('references', () => {
    expect(elementText(parse('<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x1F600;&#0000066;</a>'))).toBe(
      '<>&"\'A\u{1f600}B',
    );
  });

  test('namespaces', () => {
    const root = parse('<a xmlns="u" xmlns:p="v" c="" p:d="" xml:lang="en"><p:b/><e xmlns=""/></a>');
    expect(root).toMatchObject({ name: 'a', localName: 'a', namespace: 'u' });
    expect(root.attributes.map(({ name, localName, namespace }) => [name, localName, namespace])).toEqual([
      ['xmlns', 'xmlns', 'http://www.w3.org/2000/xmlns/'],
      ['xmlns:p', 'p', 'http://www.w3.org/2000/xmlns/'],
      ['c', 'c', ''],
      ['p:d', 'd', 'v'],
      ['xml:lang', 'lang', 'http://www.w3.org/XML/1998/namespace'],
    ]);
    expect(root.children).toMatchObject([
      { name: 'p:b', localName: 'b', namespace: 'v' },
      { name: 'e', localName: 'e', namespace: '' },
    ]);
  });

  test('attributes named as properties of objects', () => {
    const root = parse('<a __proto__="1" constructor="2" hasOwnProperty="3"/>');
    expect(root.attributes.map(({ name, value }) => name + value)).toEqual([
      '__proto__1',
      'constructor2',
      'hasOwnProperty3',
    ]);
  });

  test('what stands before the root is kept, what comes after it is left out', () => {
    const { prolog } = parseXml('<?xml version="1.0"?>\n<!--b--><?c d?><a/><!--e-->\n', 'x.xml');
    expect(prolog).toEqual([
      { kind: 'text', value: '\n' },
      { kind: 'comment', value: 'b' },
      { kind: 'instruction', target: 'c', value: 'd' },
    ]);
  });

  test('U+FFFD, which stands there on purpose', () => {
    expect(elementText(parse('<a>\ufffd</a>'))).toBe('\ufffd');
  });

  test('the declared encoding is held against the bytes', () => {
    const declared = (encoding: string): Buffer =>
      Buffer.from(`<?xml version="1.0" encoding="${encoding}"?><a/>`);
    expect(parseXmlBytes(declared('UTF-8'), 'x.xml').root.name).toBe('a');
    expect(() => parseXmlBytes(declared('utf-16'), 'x.xml')).toThrow(
      /x\.xml: it declares the encoding "utf-16", but its bytes are UTF-8/,
    );
  });
});

/** Element by element, as another parser reads it. */
function otherwise(of: Node): unknown {
  const { tagName, namespaceURI, attributes, childNodes } = of as Element;
  return {
    name: tagName,
    namespace: namespaceURI ?? '',
    attributes: Array.from(attributes, (a) => [a.name, a.namespaceURI ?? '', a.value]),
    children: Array.from(childNodes, (child) =>
      child.nodeType === 1 ? otherwise(child) : [child.nodeType, child.nodeValue],
    ),
  };
}

const nodeTypes = { text: 3, cdata: 4, comment: 8, instruction: 7 } as const;
/** An element in the form of {@link otherwise}. */
const own = ({ name, namespace, attributes, children }: XmlElement): unknown => ({
  name,
  namespace,
  attributes: attributes.map((a) => [a.name, a.namespace, a.value]),
  children: children.map((child) =>
    child.kind === 'element' ? own(child) : [nodeTypes[child.kind], child.value],
  ),
});

describe('a document that is written again', () => {
  test('keeps empty CDATA sections, and those in parts', () => {
    const text = '<a><b><![CDATA[]]></b><c><![CDATA[x]]>]]&gt;<![CDATA[]]></c><d></d></a>';
    expect(write(text)).toBe(text.replace('<d></d>', '<d/>'));
  });

  const names = fc.constantFrom('a', 'b', 'p:c', 'd-e.f_1', 'é');
  const values = fc
    .string({ unit: 'binary', maxLength: 12 })
    .map((value) => value.replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ' '));
  const node: fc.Memo<XmlNode> = fc.memo((depth) => {
    const leaf = fc.oneof(
      values.map((value): XmlNode => ({ kind: 'cdata', value: value.replaceAll(']]>', ']]') || 'x' })),
      values.map((value): XmlNode => ({ kind: 'comment', value: ` ${value.replaceAll('-', '')} ` })),
      values.map((value): XmlNode => ({ kind: 'text', value: value || 'x' })),
    );
    return depth <= 1 ? leaf : fc.oneof(leaf, element(depth - 1));
  });
  const element = (depth: number): fc.Arbitrary<XmlNode> =>
    fc
      .tuple(names, fc.dictionary(names, values, { maxKeys: 3 }), fc.array(node(depth), { maxLength: 4 }))
      .map(([name, attributes, children]) => {
        const made = makeElement('u', name, children);
        made.localName = name.replace('p:', '');
        made.attributes = Object.entries(attributes).map(([key, value]) =>
          makeAttribute(key.startsWith('p:') ? 'u' : '', key, value),
        );
        return made;
      });
  const document = fc.array(element(4), { maxLength: 4 }).map((children) => {
    const root = makeElement('u', 'root', children);
    root.attributes = ['xmlns', 'xmlns:p'].map((name) =>
      makeAttribute('http://www.w3.org/2000/xmlns/', name, 'u'),
    );
    return root;
  });

  /** Texts that lie side by side are one. */
  function merged(of: XmlElement): unknown {
    const children: unknown[] = [];
    for (const each of of.children) {
      const last = children.at(-1) as XmlNode | undefined;
      if (each.kind === 'text' && last?.kind === 'text') {
        children[children.length - 1] = { kind: 'text', value: last.value + each.value };
      } else {
        children.push(each.kind === 'element' ? merged(each) : each);
      }
    }
    return { ...of, children };
  }

  test('says the same', () => {
    fc.assert(
      fc.property(document, (root) => {
        const text = serializeXml({ root, prolog: [] }, undefined, 'x.xml');
        expect(merged(parse(text))).toEqual(merged(root));
      }),
      { numRuns: 200 },
    );
  });

  test('is read as another parser reads it', () => {
    fc.assert(
      fc.property(document, (root) => {
        const text = serializeXml({ root, prolog: [] }, undefined, 'x.xml');
        const other = new DOMParser({
          normalizeLineEndings: (source) => source.replace(/\r\n?/g, '\n'),
          onError: () => undefined,
        }).parseFromString(text, 'text/xml');
        expect(own(parse(text))).toEqual(otherwise(other.documentElement!));
      }),
      { numRuns: 200 },
    );
  });
});

test('arbitrary markup is read or refused, and nothing else', () => {
  const pieces = fc.constantFrom(
    ...['<', '>', '/', '&', ';', '"', "'", '=', '!', '-', '[', ']', '?', ' ', '\n', 'a', ':', 'xml', 'CDATA'],
    ...[
      '<a',
      '</a>',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
      '&#',
      '&amp;',
      'xmlns:a="',
      '\ud800',
      '\0',
    ],
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 25 }), (parts) => {
      const text = `<a xmlns:a="u">${parts.join('')}</a>`;
      let written: string;
      try {
        written = write(text);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
        expect(['malformed', 'hostile']).toContain((error as FormatError).kind);
        return;
      }
      expect(own(parse(written))).toEqual(own(parse(text)));
    }),
    { numRuns: 3000 },
  );
});
