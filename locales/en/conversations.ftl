# Interest and conversations.
interest-title = Express interest
interest-lead = This opens a conversation with whoever published it. They have a few working days to answer, and say why if they decline.
interest-button = Express interest
interest-about = Is this what you look for, or can you help? Write to whoever published it.
interest-there = You are in conversation about this.
interest-open = Open the conversation
interest-party = Who is interested
interest-party-help = The other side sees this name. With a record of yours it is the name of the record's owner.
interest-own-record = A record of yours that goes with it
interest-own-none = None
interest-own-help = Published needs or offers of yours. In the conversation you decide how much more of it the other side sees.
interest-text = Message
interest-text-help = What you need or can give, by when, and what you would like to know. Contact data can wait until you know each other.
interest-send = Send
interest-own = This is a record of your own.
interest-too-many = { $most } expressions of interest wait for an answer. Wait for some of them, or withdraw some.
conversations-title = Conversations
conversations-lead = What others ask you about your records, and what you ask others.
conversations-none = There are none yet. Open a record in the hall and express interest, or look who fits a record of yours.
conversations-new = new
conversations-link = { $count ->
        [0] Conversations
        [one] Conversations (one with news)
       *[other] Conversations ({ $shown } with news)
    }
conversation-said = What was said
conversation-you = You
conversation-unnamed = Publisher, not named
conversation-record-gone = A record that is no longer in the hall
conversation-message = Message
conversation-send = Send
conversation-text = A message has 1 to { $most } letters.
conversation-reason = Reason
conversation-reason-missing = Say why it does not suit: it helps the other side, and the next matches.
conversation-comment = Words to the other side
conversation-next = What next
conversation-own-record = Your record
conversation-their-record = Their record
conversation-shown = The other side of it sees:
conversation-wanted = The other side would like to see:
conversation-level-public = what everybody who signed in sees
conversation-level-agreement = also what is shown by agreement
conversation-level-deal = also what is for parties to a deal
conversation-show = Show: { $level }
conversation-want = Ask for: { $level }
conversation-hide = Show no more than everybody sees
conversation-did-ask = expressed interest
conversation-did-want = asked to see: { $level }
conversation-did-grant = now shows: { $level }
conversation-did-revoke = shows no more than everybody sees
conversation-did-for = { $what } – { $reason }
conversation-note = Only the two sides read this. Each decides about its own record; what is shown ends with the conversation, and every look is written down.
match-reason-topic = It is about something else
match-reason-figures = The figures do not fit
match-reason-capabilities = Capabilities are missing
match-reason-readiness = It is not ready enough
match-reason-money = The price does not fit
match-reason-modes = The way of working together does not fit
match-reason-region = It is too far away
match-reason-time = It comes too late
match-reason-other = Something else
match-unsuitable = It does not suit
match-unsuitable-why = Why
match-unsuitable-save = Leave it out
match-said-interested = You are interested in this.
match-said-met = You have met.
match-said-unsuitable = You found this unsuitable: { $reason }.
matches-unsuitable = { $count ->
        [one] One record that you found unsuitable is left out.
       *[other] { $shown } records that you found unsuitable are left out.
    }
matches-all = Show what was found unsuitable, too
matches-busy = { $count ->
        [one] One record was left out because its owner is in enough conversations about it.
       *[other] { $shown } records were left out because their owners are in enough conversations about them.
    }
trouble-conversations = Deadlines of conversations did not fire.
trouble-ranking = The ranking of matches could not be learned.
job-kind-conversation = News of a conversation
letter-conversation-subject = Conversation: { $what }
letter-conversation-body = { $what }: { $site }{ $path }

    Sign in to read it. What was said is not in this letter.
conversation-news-ask = Someone is interested
conversation-news-say = A new message
conversation-news-want = The other side asks to see more
conversation-news-grant = The other side shows more
conversation-news-revoke = The other side shows no more than everybody sees

# Teams.
teams-title = Teams that could do it together
teams-note = Small groups of parties that together have the capabilities that are wanted. Everyone in a group brings something that the others lack.
teams-covers = Brings:
teams-uncovered = Nobody in the group has:
teams-separator = ,{" "}
