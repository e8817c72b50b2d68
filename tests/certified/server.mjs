// The certified OpenID provider of the tests: oidc-provider on loopback, with people who sign in by a form.
//
//   node server.mjs FOLDER     FOLDER: where oidc-provider is installed
//
// stdin: one line of JSON with what is wanted, then one command a line, each answered by a line: `lose` (the next token
// request is carried out, its answer never sent), `rotate` (new signing keys). It ends when stdin does, so that nothing
// outlives the tests. stdout: first the port, then the answers.

import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const resolve = createRequire(join(process.argv[2], 'here')).resolve;
console.info = console.warn = console.error; // stdout is for answers
const { default: Provider } = await import(pathToFileURL(resolve('oidc-provider')));

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const first = await lines.next();
if (first.done) process.exit(1);
const wanted = JSON.parse(first.value);

const SCOPE = 'openid email profile offline_access';
let answersToLose = 0;
let handle;
const server = createServer((request, response) => handle(request, response));
server.listen(0, '127.0.0.1', () => {
  handle = provider();
  console.log(server.address().port);
});

for await (const command of lines) {
  if (command === 'lose') answersToLose += 1;
  if (command === 'rotate') handle = provider(); // what is stored is shared by all providers of this process
  console.log(command);
}
process.exit(0);

function provider() {
  const made = new Provider(`http://127.0.0.1:${server.address().port}`, configuration());
  made.use((context, next) => interact(made, context, next));
  made.use(loseAnswers);
  return made.callback();
}

function configuration() {
  return {
    clients: wanted.clients,
    jwks: { keys: [signingKey('rsa', { modulusLength: 2048 }, 'RS256'), signingKey('ec', { namedCurve: 'P-256' }, 'ES256')] },
    cookies: { keys: [randomUUID()] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    findAccount: (context, sub) => ({
      accountId: sub,
      claims: () => ({ sub, email: `${sub}@example.com`, email_verified: true, name: `${sub[0].toUpperCase()}${sub.slice(1)} Example` }),
    }),
    interactions: { url: (context, interaction) => `/interaction/${interaction.uid}` },
    loadExistingGrant,
    pkce: { methods: ['S256'], required: () => true },
    rotateRefreshToken: true,
    ttl: { Session: 3600, Interaction: 600, Grant: 3600, ...wanted.ttl },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true, userCodeConfirmSource: confirmPage, successSource: successPage },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        getResourceServerInfo: (context, resource) => ({
          audience: resource,
          scope: 'read',
          accessTokenFormat: 'jwt',
          accessTokenTTL: wanted.ttl.ClientCredentials,
        }),
      },
      introspection: { enabled: true },
      revocation: { enabled: true },
      userinfo: { enabled: true },
    },
  };
}

function signingKey(kind, options, alg) {
  const { privateKey } = generateKeyPairSync(kind, options);
  return { ...privateKey.export({ format: 'jwk' }), alg, kid: randomUUID(), use: 'sig' };
}

// Everybody consents to everything.
async function loadExistingGrant(context) {
  const { client, provider: { Grant }, session } = context.oidc;
  const id = session.grantIdFor(client.clientId);
  const held = id && (await Grant.find(id));
  if (held) return held;
  const grant = new Grant({ accountId: session.accountId, clientId: client.clientId });
  grant.addOIDCScope(SCOPE);
  await grant.save();
  return grant;
}

// The page where a person signs in, and what the form sends: a name, or `cancel`.
async function interact(made, context, next) {
  if (context.path.startsWith('/interaction/')) {
    page(context, `<form method="post" action="/login"><input type="hidden" name="uid" value="${context.path.slice(13)}">
      <input name="person"></form>`);
    return;
  }
  if (context.path !== '/login') {
    await next();
    return;
  }
  const form = new URLSearchParams(await body(context.req));
  const interaction = await made.Interaction.find(form.get('uid'));
  const person = form.get('person');
  interaction.result =
    person === 'cancel' ? { error: 'access_denied', error_description: 'not today' } : { login: { accountId: person }, consent: {} };
  await interaction.save(60);
  context.status = 303;
  context.set('Location', interaction.returnTo);
}

async function body(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

async function loseAnswers(context, next) {
  await next();
  if (context.path === '/token' && answersToLose > 0) {
    answersToLose -= 1;
    context.respond = false;
    context.req.socket.destroy();
  }
}

function confirmPage(context, form) {
  page(context, form);
}

function successPage(context) {
  page(context, 'Signed in.');
}

function page(context, content) {
  context.type = 'html';
  context.body = `<!DOCTYPE html><title>oidc-provider</title>${content}`;
}
