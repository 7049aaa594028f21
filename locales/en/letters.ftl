# Letters.
letter-verify-email-subject = Confirm your address
letter-verify-email-body = Welcome to Liaowang. Follow this link to confirm your address; it is good for 24 hours:

    { $link }

    If you did not ask for an account, do nothing.
letter-reset-password-subject = A new password
letter-reset-password-body = Follow this link to set a new password; it is good for one hour:

    { $link }

    If you did not ask for it, do nothing.
letter-invitation-subject = An invitation to { $organisation_en }
letter-invitation-body = { $inviter_en } invites you to join { $organisation_en } on Liaowang. The invitation is good for 14 days:

    { $link }
letter-account-exists-subject = You have an account already
letter-account-exists-body = Someone, probably you, asked for an account of this address on { $site }. There is one already: sign in, or ask for a new password.
letter-password-changed-subject = Your password was changed
letter-password-changed-body = The password of your account on { $site } was changed. If it was not you, ask for a new password at once.
letter-record-moved-subject = { $what }
letter-record-moved-body = { $what }: { $site }{ $path }

    { $comment }
letter-identity-linked-subject = { $provider } can sign you in now
letter-identity-linked-body = Your account on { $site } was connected with { $provider }: whoever signs in there as you is signed in here. If it was not you, ask for a new password at once and tell the operators.
letter-meetings-subject = Your meetings: { $title }
letter-meetings-body = The timetable of your meetings at { $title } is new or has changed:

    { $lines }

    All of your meetings, and the calendar file: { $site }{ $path }
