// Verifies an evidence package without the server that made it: node verify_package.mjs PACKAGE [PUBLIC KEY]
//
// Checks, from what was agreed and not from anybody's code: the signature over the whole; that the records are those that
// the auditor's seed draws from the population; that each record is what the audit trail remembers of it; that each
// event has its digest, and stands in a seal of an unbroken chain; and that the chain ends in the signed head. With a
// public key (64 hexadecimal digits, from a head that was kept elsewhere) the signatures must be of that key.

import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [file, trusted] = process.argv.slice(2);
const { package: content, signature } = JSON.parse(readFileSync(file, 'utf8'));
const { records, population, draw, proof } = content;
const faults = [];
const require = (holds, fault) => holds || faults.push(fault);

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');
const bytes = (hex) => Buffer.from(hex, 'hex');

// RFC 8785, for objects of strings, whole numbers, truth values and null.
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${members.join(',')}}`;
};

// A row of fields: the length of each as eight bytes and its text; an absent one is eight bytes 255.
const fields = (texts) =>
  Buffer.concat(
    texts.flatMap((text) => {
      const length = Buffer.alloc(8, 255);
      if (text === null) return [length];
      length.writeBigUInt64BE(BigInt(Buffer.byteLength(text)));
      return [length, Buffer.from(text)];
    }),
  );
const versioned = (texts) => `02${sha256(fields(texts))}`;

const isSigned = (publicKey, text, hex) => {
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: bytes(publicKey).toString('base64url') },
    format: 'jwk',
  });
  return verify(null, Buffer.from(text), key, bytes(hex)) && (!trusted || trusted === publicKey);
};

const eventDigest = (event) => {
  if (event.payload_digest === null) {
    const key = (uuid) => bytes((uuid ?? '0'.repeat(32)).replaceAll('-', ''));
    const keys = [event.id, event.object_id, event.actor_person_id].map(key);
    return sha256(bytes(event.salt), ...keys, fields([event.action, event.payload]));
  }
  return versioned([
    event.id, event.occurred_at, event.actor_person_id, event.actor_token_id, event.delegator_id, event.action,
    event.object_kind, event.object_id, event.request_id, event.payload_digest,
  ]);
};

require(content.format === 'xinglin-evidence-package-1', `unknown format ${content.format}`);
require(isSigned(signature.public_key, canonical(content), signature.signature), 'the package is not signed by its key');

const order = population.map((key) => [sha256(draw.seed + key), key]).sort((a, b) => (a[0] < b[0] ? -1 : 1));
const drawn = order.slice(0, draw.count).map(([, key]) => key);
require(new Set(population).size === population.length, 'the population names a record twice');
require(canonical(drawn) === canonical(records.map((record) => record.id)), 'the records are not those that the seed draws');

const links = new Map(proof.chain.map((link) => [link.number, link]));
for (const event of proof.events) {
  const name = `event ${event.id}`;
  const isErased = event.payload === null || event.salt === null;
  require(isErased && event.payload_digest === null || eventDigest(event) === event.digest, `${name} was changed`);
  if (!isErased && event.payload_digest !== null) {
    require(sha256(bytes(event.salt), event.payload) === event.payload_digest, `what ${name} says was changed`);
  }
  require(links.get(event.seal)?.events?.includes(event.digest), `${name} stands in no seal`);
}

for (const record of records) {
  const submission = proof.events.find((event) => event.object_id === record.id && event.action === 'evidence.submit');
  require(submission, `no event says how record ${record.id} was made`);
  if (submission?.payload) {
    const remembered = JSON.parse(submission.payload).after;
    require(canonical(remembered) === canonical(record.submitted), `record ${record.id} is not what was submitted`);
  }
}

proof.chain.forEach((link, place) => {
  const name = `seal ${link.number}`;
  const before = proof.chain[place - 1];
  const isFirstVersion = link.digest.length === 64;
  require(!before || before.number + 1 === link.number, `a seal before ${name} is missing`);
  require(!before || before.digest === link.previous_digest, `${name} does not follow from the one before`);
  if (link.events) {
    require(link.events.length === link.event_count, `${name} does not cover as many events as it says`);
    require(sha256(fields(link.events)) === link.events_digest, `${name} does not cover the events it shows`);
  }
  const digest = isFirstVersion
    ? sha256(bytes(link.previous_digest), ...(link.events ?? []).map(bytes))
    : versioned([link.previous_digest, `${link.number}`, `${link.event_count}`, link.sealed_at, link.events_digest]);
  require(digest === link.digest, `${name} was changed`);
});

const { head } = proof;
const last = proof.chain.at(-1);
if (last) {
  const signed = ['xinglin-audit-head-1', head.seal, head.digest, head.sealed_at, head.signed_at, ''].join('\n');
  require(head.seal === last.number && head.digest === last.digest, 'the chain does not end in the signed head');
  require(isSigned(head.public_key, signed, head.signature), 'the head is not signed by its key');
}

faults.forEach((fault) => console.log(fault));
console.log(`${records.length} of ${population.length} records, ${proof.events.length} events, ${proof.chain.length} seals`);
console.log(faults.length ? `faults: ${faults.length}` : `verified, signed by ${signature.public_key}`);
process.exit(faults.length ? 1 : 0);
