import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { writeChanged } from '../../tools/compile';
import { projectRoot } from '../support/built';

const source = path.join(__dirname, 'scenarios');
const target = path.join(projectRoot, 'build', 'lifetimes');

/** Makes plain CommonJS of the scenarios, for Node.js processes without ts-jest; the path of one by its name. */
export function compileScenarios(): (name: string) => string {
  for (const file of fs.readdirSync(source)) {
    const { outputText } = ts.transpileModule(fs.readFileSync(path.join(source, file), 'utf8'), {
      fileName: file,
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.CommonJS,
        esModuleInterop: true,
      },
    });
    // In Wine two versions of Node.js may be tested at once, and read what the other has written.
    writeChanged(path.join(target, file.replace(/\.ts$/, '.js')), outputText);
  }
  return (name) => path.join(target, `${name}.js`);
}
