# Signing in at a provider of OpenID Connect.
openid-sign-in = Sign in with { $name }
openid-connect-title = Connect { $name } with your account
openid-connect-lead = { $name } has signed you in. Sign in once with the password of your account here; from then on { $name } is enough.
openid-connect-text = This is asked where there is an account of your address already, or where { $name } has not confirmed your address. If you have no account yet, create one first, then sign in with { $name } again.
openid-connect-button = Connect and sign in
openid-problem-begun = This sign-in was over, took too long, or was begun in another browser. Begin again.
openid-problem-refused = { $name } did not sign you in.
openid-problem-unreachable = { $name } does not answer at the moment. Try again later, or sign in with your password.
openid-problem-untrusted = The answer of { $name } could not be verified, so nobody was signed in. If this happens again, tell the operators.
openid-problem-closed = Your account is closed. Ask the operators.
openid-problem-many = This was tried too often. Try again in a while.
