// The official browser clients of Auth.js as they are published, each in a small application, one script for each.
//
//   echo null | node bundle.mjs
//
// Prints {"v5": script, "v4": script, "sveltekit": script}.

import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const file = (name) => fileURLToPath(new URL(name, import.meta.url));

const APPS = {
  v5: ['react.js', {}],
  v4: ['react.js', { 'next-auth/react': 'next-auth-4/react' }],
  // SvelteKit's own build provides this module.
  sveltekit: ['sveltekit.js', { '$app/paths': file('paths.js') }],
};

const scripts = {};
for (const [name, [entry, alias]] of Object.entries(APPS)) {
  const { outputFiles } = await build({
    entryPoints: [file(entry)],
    alias, // which esbuild looks up from its working directory
    absWorkingDir: file('..'),
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    logLevel: 'error',
    // What Next.js replaces in its builds.
    define: {
      'process.env.NODE_ENV': '"production"',
      'process.env.NEXTAUTH_URL': 'undefined',
      'process.env.NEXTAUTH_URL_INTERNAL': 'undefined',
      'process.env.VERCEL_URL': 'undefined',
    },
  });
  scripts[name] = outputFiles[0].text;
}
console.log(JSON.stringify(scripts));
