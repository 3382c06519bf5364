import path from 'node:path';
import ts from 'typescript';
import { projectRoot } from '../support/built';

const entries = ['lib/index.ts', 'lib/backups/index.ts', 'lib/mock/index.ts'];

const configuration = ts.getParsedCommandLineOfConfigFile(
  path.join(projectRoot, 'tsconfig.build.json'),
  { noEmit: true },
  {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
    },
  },
) as ts.ParsedCommandLine;
const program = ts.createProgram(
  entries.map((entry) => path.join(projectRoot, entry)),
  configuration.options,
);
const checker = program.getTypeChecker();

/** What a module exports, by name, with aliases followed. */
function exportsOf(entry: string): { name: string; symbol: ts.Symbol }[] {
  const file = program.getSourceFile(path.join(projectRoot, entry)) as ts.SourceFile;
  const module = checker.getSymbolAtLocation(file) as ts.Symbol;
  return checker.getExportsOfModule(module).map((symbol) => ({
    name: symbol.name,
    symbol: symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  }));
}

function isDocumented(symbol: ts.Symbol): boolean {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim() !== '';
}

/** The methods and accessors of a class that its users can call; those that are internal are not in the types. */
function callableMembers(symbol: ts.Symbol): ts.Symbol[] {
  if (!(symbol.flags & ts.SymbolFlags.Class)) return [];
  const members = [...(symbol.members?.values() ?? []), ...(symbol.exports?.values() ?? [])];
  return members.filter((member) => {
    const declaration = member.declarations?.[0];
    if (!declaration || !(ts.isMethodDeclaration(declaration) || ts.isAccessor(declaration))) return false;
    if (ts.isPrivateIdentifier(declaration.name)) return false;
    const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
    if (ts.getCombinedModifierFlags(declaration) & hidden) return false;
    return !member.getJsDocTags().some(({ name }) => name === 'internal');
  });
}

describe.each(entries)('%s', (entry) => {
  const exported = exportsOf(entry);

  test('exports only what has a TSDoc comment', () => {
    const bare = exported.filter(({ symbol }) => !isDocumented(symbol)).map(({ name }) => name);
    expect(bare).toEqual([]);
  });

  test('exports classes whose methods have one too', () => {
    const members = exported.flatMap(({ name, symbol }) =>
      callableMembers(symbol).map((member) => ({ path: `${name}.${member.name}`, member })),
    );
    expect(members.filter(({ member }) => !isDocumented(member)).map(({ path }) => path)).toEqual([]);
  });
});

test('methods of classes are found at all', () => {
  const named = (entry: string) =>
    exportsOf(entry).flatMap(({ name, symbol }) =>
      callableMembers(symbol).map((member) => `${name}.${member.name}`),
    );
  expect(named('lib/index.ts')).toEqual(expect.arrayContaining(['Gpm.open', 'GpmGpo.backup']));
  expect(named('lib/mock/index.ts')).toContain('MockForest.inject');
});

test('classes that stand for a COM interface link its documentation', () => {
  const classes = exportsOf('lib/index.ts').filter(
    ({ name, symbol }) => symbol.flags & ts.SymbolFlags.Class && name !== 'GpmError',
  );
  const pages = classes.map(({ name, symbol }) => {
    const see = symbol.getJsDocTags(checker).filter((tag) => tag.name === 'see');
    return [name, ts.displayPartsToString(see[0]?.text)];
  });
  expect(pages).toHaveLength(12);
  for (const [, page] of pages) {
    expect(page).toMatch(/learn\.microsoft\.com\/windows\/win32\/api\/gpmgmt\/nn-gpmgmt-igpm\w*$/);
  }
});
