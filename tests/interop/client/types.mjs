// What TypeScript says of a program, and what becomes of the module's source.
//
//   node types.mjs < job.json
//
// The job: {"files": {name: text, …}} prints {"errors": [text, …]}, those of `tsc` in its strictest form; {"build": path} prints
// {"code": text, "compressed": bytes}, the module as it is to be served and its length after `gzip -9`.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';

import { transformSync } from 'esbuild';

const job = await json(process.stdin);
console.log(JSON.stringify(job.build ? build(job.build) : check(job.files)));

function build(path) {
  const source = readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
  const { code } = transformSync(source, { loader: 'ts', format: 'esm', target: 'es2022', charset: 'utf8', minify: true });
  return { code, compressed: gzipSync(code, { level: 9 }).length };
}

function check(files) {
  const folder = mkdtempSync(join(tmpdir(), 'types-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const compilerOptions = {
      strict: true, noEmit: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noUnusedLocals: true,
      noUnusedParameters: true, noImplicitReturns: true, verbatimModuleSyntax: true, skipLibCheck: false,
      target: 'es2022', module: 'esnext', moduleResolution: 'bundler', allowImportingTsExtensions: true,
      lib: ['es2022', 'dom', 'dom.iterable'], types: [], paths: { '/auth/client.js': ['./client.d.ts'] },
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    const tsc = new URL('../node_modules/typescript/bin/tsc', import.meta.url).pathname;
    const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, '--project', folder, '--pretty', 'false'], { encoding: 'utf8' });
    const errors = stdout.split('\n').filter((line) => /: error TS|^error TS/.test(line));
    if (status !== 0 && errors.length === 0) throw new Error(`tsc ended with ${status}: ${stdout}${stderr}`);
    return { errors };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
