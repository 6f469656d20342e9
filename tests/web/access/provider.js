// A certified OpenID Connect provider for the tests: whoever signs in is who they say, in the groups their name says.
const { Provider } = require("oidc-provider");
const [port, back, secret] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const provider = new (Provider || require("oidc-provider").default)(issuer, {
  clients: [{ client_id: "steelyard", client_secret: secret, redirect_uris: [back], grant_types: ["authorization_code"] }],
  pkce: { required: () => true },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["groups"] },
  cookies: { keys: ["of the tests"] },
  features: { devInteractions: { enabled: true } },
  findAccount: async (ctx, id) => ({
    accountId: id,
    claims: async () => ({
      sub: id, email: `${id}@example.org`, email_verified: !id.startsWith("unverified"), groups: [`support-${id.split("-").pop()}`],
    }),
  }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
