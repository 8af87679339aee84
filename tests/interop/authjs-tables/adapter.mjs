// One call of an adapter of Auth.js: `adapter.mjs LAYOUT DATABASE_URL METHOD` with the arguments as a JSON array on
// standard input; what it answers is printed as JSON. The methods are those that @auth/core calls.
import process from 'node:process';
import { text } from 'node:stream/consumers';
import PostgresAdapter from '@auth/pg-adapter';
import { DrizzleAdapter } from '@auth/drizzle-adapter';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';

const [layout, url, method] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 1 });
const adapter = layout === 'pg-adapter' ? PostgresAdapter(pool) : DrizzleAdapter(drizzle(pool));
const dates = (name, value) => (/expires|emailVerified/.test(name) && value ? new Date(value) : value);
const values = JSON.parse(await text(process.stdin), dates);
const answer = await adapter[method](...values);
await pool.end();
process.stdout.write(JSON.stringify(answer ?? null));
