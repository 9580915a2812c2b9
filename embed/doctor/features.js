// SPDX-License-Identifier: MIT
// What a server offers before anybody has signed in, read from its stream features.
import { REGISTER, SASL2, SCRAM, SM, guests } from './fixes.js';
import { NS, attr, child, texts } from './xml.js';

/** @param {import('./xml.js').Element} features */
export function factsOf(features) {
  const sasl2 = child(features, 'authentication', NS.sasl2);
  const inline = child(sasl2, 'inline');
  const bind2 = child(inline, 'bind', NS.bind2);
  const within = (child(bind2, 'inline')?.children ?? []).map((f) => attr(f, 'var'));
  return {
    mechanisms: texts(child(features, 'mechanisms', NS.sasl), 'mechanism'),
    sasl2: sasl2 ? texts(sasl2, 'mechanism') : null,
    bind2: !!bind2,
    fast: texts(child(inline, 'fast', NS.fast), 'mechanism'),
    sm: !!child(inline, 'sm', NS.sm) || within.includes(NS.sm) || !!child(features, 'sm', NS.sm),
    register: !!child(features, 'register', NS.register),
  };
}

const listed = (names) => names.join(', ') || 'none';

function checkPassword(report, offered, secure) {
  const scram = offered.filter((m) => /^SCRAM-SHA-(1|256|512)$/.test(m));
  if (scram.length) {
    return report.good('mechanisms', `Passwords are checked by ${listed(scram)} (offered: ${listed(offered)}).`);
  }
  if (offered.includes('PLAIN')) {
    return report.add('mechanisms', false, secure ? 'warning' : 'error', secure
      ? `Only PLAIN takes passwords (offered: ${listed(offered)}): the server sees them. SCRAM would be safer.`
      : `Only PLAIN takes passwords (offered: ${listed(offered)}), and the connection is not encrypted: the chat refuses it.`, SCRAM);
  }
  return report.error('mechanisms', `There is no way to sign in with a password: the server offers ${listed(offered)}; SCRAM-SHA-1, -256, -512 or PLAIN is needed.`, SCRAM);
}

function checkMechanisms(report, facts, { options, domain, secure }) {
  const offered = [...new Set([...facts.mechanisms, ...(facts.sasl2 ?? [])])];
  const wanted = { anonymous: ['ANONYMOUS'], external: ['EXTERNAL'], token: ['OAUTHBEARER', 'X-OAUTH2', 'PLAIN'], oauth: ['OAUTHBEARER', 'X-OAUTH2'] }[options.authentication];
  if (!offered.length) return report.error('mechanisms', 'The server offers no way to sign in on this connection. It may want TLS first, which only wss: and https: give.', SCRAM);
  if (!wanted) return checkPassword(report, offered, secure);
  const found = wanted.filter((m) => offered.includes(m));
  if (found.length) return report.good('mechanisms', `Visitors sign in by ${listed(found)}.`);
  return report.error('mechanisms', `authentication is ${options.authentication}, which needs ${wanted.join(' or ')}, but ${domain} offers ${listed(offered)}.`,
    options.authentication === 'anonymous' ? guests(domain) : null);
}

/**
 * @param {import('./report.js').Report} report @param {ReturnType<factsOf>} facts of the first stream
 * @param {Set<string>|null} after namespaces of the features after signing in, when they are known
 */
export function checkFeatures(report, facts, after, context) {
  checkMechanisms(report, facts, context);
  if (facts.sasl2) report.good('sasl2', `SASL2 (XEP-0388) is offered: ${listed(facts.sasl2)}.`);
  else report.note('sasl2', 'SASL2 (XEP-0388) is not offered: signing in takes more round trips.', SASL2);
  if (facts.sasl2) {
    if (facts.bind2) report.good('bind2', 'Bind 2 (XEP-0386) is offered.');
    else report.note('bind2', 'Bind 2 (XEP-0386) is not offered: signing in takes more round trips.', SASL2);
    if (facts.fast.length) report.good('fast', `FAST (XEP-0484) is offered: ${listed(facts.fast)}.`);
    else if (context.from) report.note('fast', 'FAST (XEP-0484) is not offered: a reload signs in with the password again.', SASL2);
    else report.good('fast', 'Whether FAST (XEP-0484) is offered is known once jid names an account.');
  }
  if (facts.sm || after?.has(NS.sm)) report.good('sm', 'Stream management (XEP-0198) is offered: a lost connection is resumed.');
  else if (after) report.warn('sm', 'Stream management (XEP-0198) is not offered: messages can be lost when the connection breaks.', SM);
  if (context.options.allow_registration) {
    report.add('registration', facts.register, 'warning', facts.register ? 'Accounts can be created in the chat (XEP-0077).'
      : 'allow_registration is set, but the server does not offer it (XEP-0077).', REGISTER);
  }
}
