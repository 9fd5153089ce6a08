// What runs inside the sandbox for Node: compiles, runs node:test, and reports line by line (see Report.java).
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { run } from 'node:test';
import vm from 'node:vm';

const [kind, report] = process.argv.slice(2);
const LONGEST = 4000;
const cut = (value) => (typeof value === 'string' && value.length > LONGEST ? value.slice(0, LONGEST) + ' ...' : value);
const tell = (line) => appendFileSync(report, JSON.stringify(line, (_, value) => cut(value)) + '\n');

function sources(folder = '.') {
  return readdirSync(folder, { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === '.git' ? [] : sources(path);
      return entry.isFile() && (/\.[cm]?js$/.test(entry.name) || entry.name === 'package.json') ? [path] : [];
    });
}

function isModule(path) {
  if (/\.[cm]js$/.test(path)) return path.endsWith('.mjs');
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const description = join(folder, 'package.json');
    // one that is broken is told of by itself
    if (existsSync(description)) return /"type"\s*:\s*"module"/.test(readFileSync(description, 'utf8'));
    if (folder === '.') return false;
  }
}

/** Parses only; nothing is run. */
function compile(path) {
  const text = readFileSync(path, 'utf8').replace(/^#!.*/, '');
  if (path.endsWith('.json')) return JSON.parse(text);
  if (isModule(path)) return new vm.SourceTextModule(text, { identifier: path });
  return vm.compileFunction(text, ['exports', 'require', 'module', '__filename', '__dirname'], { filename: path });
}

/** The vm module does not say where a module's text is wrong; node itself does. */
function lineOf(path) {
  const said = path.endsWith('.json') ? '' : String(spawnSync(process.execPath, ['--check', path]).stderr);
  return Number(/:(\d+)$/.exec(said.split('\n')[0])?.[1] ?? 0);
}

function compiles() {
  const found = sources();
  let well = found.some((path) => !path.endsWith('.json'));
  if (!well) tell({ type: 'diagnostic', file: '', line: 0, message: 'There is no JavaScript source file.' });
  for (const path of found) {
    try {
      compile(path);
    } catch (error) {
      well = false;
      tell({ type: 'diagnostic', file: path, line: lineOf(path), message: `${error.name}: ${error.message}` });
    }
  }
  return well;
}

function isTest(path) {
  return !path.endsWith('.json') && /\bnode:test\b/.test(readFileSync(path, 'utf8'));
}

function message(error, stderr) {
  const cause = error?.cause ?? error;
  const stack = String(cause?.stack ?? cause?.message ?? cause);
  const own = stack.split('\n').filter((line) => !/^\s+at .*(node:|async Promise)/.test(line));
  return [...own.slice(0, 30), stderr.join('')].join('\n');
}

async function runTests() {
  const files = sources().filter(isTest);
  if (files.length === 0) return true;
  let well = true;
  const errors = new Map();
  for await (const { type, data } of run({ files: files.map((file) => join(process.cwd(), file)), concurrency: 2 })) {
    const file = data?.file ? relative(process.cwd(), data.file) : '';
    const name = `${file} > ${data?.name}`;
    const isFile = data?.name && basename(data.name) === basename(file) && data.nesting === 0;
    if (type === 'test:stdout') {
      process.stdout.write(data.message);
    } else if (type === 'test:stderr') {
      process.stderr.write(data.message);
      errors.set(file, [...(errors.get(file) ?? []), data.message].slice(-20));
    } else if (isFile && type === 'test:pass') {
      // files are told of only where no test of theirs was
      well = false;
      tell({ type: 'test', name: file, passed: false, message: 'No test of this file ran to its end: has it none, or does it call process.exit()?' });
    } else if (type === 'test:start' && !isFile) {
      tell({ type: 'started', name });
    } else if (type === 'test:pass' && !isFile && data.details?.type !== 'suite' && data.skip === undefined && data.todo === undefined) {
      tell({ type: 'test', name, passed: true, message: '' });
    } else if (type === 'test:fail') {
      well = false;
      // a suite or file that fails because of a test within says nothing new
      if (data.details?.error?.failureType !== 'subtestsFailed') {
        tell({ type: 'test', name: isFile ? file : name, passed: false, message: message(data.details?.error, isFile ? (errors.get(file) ?? []) : []) });
      }
    }
  }
  return well;
}

const well = compiles() && (kind === 'compile' || (await runTests()));
tell({ type: 'end' });
process.exit(well ? 0 : 1);
