// A real OpenID provider for stories about signing in: oidc-provider, with one client and one person, both of whom the
// story sets by POST /control. Whoever comes is taken for that person, without a page. It lives at the instant given as
// its argument (milliseconds since 1970), prints its port, and ends with its standard input.

import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

const offset = Number(process.argv[2]) - Date.now();
const now = Date.now.bind(Date);
Date.now = () => now() + offset;
console.info = console.warn = () => {};
const { default: Provider } = await import('oidc-provider');

// What the story last said: redirectUri, sub, email, email_verified; `rotate` is done once.
const said = {};
let keys = [];
let provider;

function newKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' };
}

function open(issuer) {
  provider = new Provider(issuer, {
    clients: [{ client_id: 'xinglin', client_secret: 'a secret of the two', redirect_uris: [said.redirectUri] }],
    jwks: { keys },
    cookies: { keys: ['a key of the story'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: () => '/enter' },
    async findAccount(_, id) {
      const { sub, ...claims } = said;
      return { accountId: id, claims: async () => ({ sub: id, ...(id === sub ? claims : {}) }) };
    },
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ accountId: oidc.session.accountId, clientId: oidc.client.clientId });
      grant.addOIDCScope('openid email');
      await grant.save();
      return grant;
    },
  });
}

async function control(request, issuer) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { rotate, ...rest } = JSON.parse(Buffer.concat(chunks).toString());
  Object.assign(said, rest);
  if (rotate || keys.length === 0) keys = [newKey()];
  open(issuer);
}

const server = createServer(async (request, response) => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  try {
    if (request.url === '/control') {
      await control(request, issuer);
      response.end();
    } else if (request.url === '/enter') {
      await provider.interactionFinished(request, response, { login: { accountId: said.sub } });
    } else {
      provider.callback()(request, response);
    }
  } catch (error) {
    response.statusCode = 500;
    response.end(String(error.stack));
  }
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.stdin.on('end', () => process.exit(0)).resume();
