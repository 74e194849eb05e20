// Puts the GraphQL-over-HTTP audits of the GraphQL Foundation's `graphql-http` to a running server.
//
//   npm ci && node graphql_http_audits.mjs http://127.0.0.1:8080/graphql
//
// Prints each audit that is not ok, whether the specification says MUST, SHOULD or MAY, with what the server answered,
// and ends with 1 if there was any; with 2 if it could not ask.

import { auditServer } from 'graphql-http';

const url = process.argv[2];
if (!url) {
  console.error('give the address to audit, such as http://127.0.0.1:8080/graphql');
  process.exit(2);
}

try {
  await fetch(url, { method: 'OPTIONS' });
} catch (error) {
  console.error(`${url} does not answer: ${error.cause?.message ?? error.message}`);
  process.exit(2);
}

const results = await auditServer({ url, fetchFn: fetch });
const wrong = results.filter((result) => result.status !== 'ok');
for (const { id, name, status, reason, response } of wrong) {
  console.error(`${status} ${id} ${name}: ${reason} (HTTP ${response?.status})`);
}
console.log(`${results.length - wrong.length} of ${results.length} audits are ok`);
process.exit(results.length > 0 && wrong.length === 0 ? 0 : 1);
