import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { addonFile, buildAddon } from '../cross/build';
import { shippedTargets, type Target } from '../cross/targets';
import { type Account, describeBinaries } from './account';
import { loadEverywhere } from './load';

/**
 * Puts the package's binaries into a folder, each in the place where lib/addon/loader.ts looks for it, with an account of
 * how it was made. Builds what is not built yet.
 */
export async function makePrebuilds(folder: string): Promise<Account[]> {
  fs.rmSync(folder, { recursive: true, force: true });
  try {
    const accounts: Account[] = [];
    for (const target of shippedTargets) accounts.push(await prebuild(target, folder));
    fs.writeFileSync(path.join(folder, 'binaries.json'), `${JSON.stringify(accounts, undefined, 2)}\n`);
    fs.writeFileSync(path.join(folder, 'README.md'), describeBinaries(accounts));
    return accounts;
  } catch (error) {
    // In a checkout, what is there would be loaded in place of what is built.
    fs.rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function prebuild(target: Target, folder: string): Promise<Account> {
  const file = path.join(folder, target.system, 'gpmc.node');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const needs = buildAddon(target);
  fs.copyFileSync(addonFile(target.system), file);
  const content = fs.readFileSync(file);
  return {
    system: target.system,
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    compiler: target.compilerVersion(),
    needs,
    loadedBy: await loadEverywhere(target.system, file),
  };
}
