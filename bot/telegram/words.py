"""Every fixed phrase of the bot, in English; `bot/locales` holds the other languages."""

# answers
SOURCES = "Sources"
REPORTS_DIFFER = "Reports differ"
NOT_SAID = "The articles do not say."
NEAREST = "The nearest articles:"
NEWEST = "Newest article on this: {day}"
MORE_ON_THIS = "More on this"
EARLIER = "Earlier:"
ALSO = "Also reported:"
PLANNED = "Planned:"
WITHDRAWN = "Withdrawn by a correction:"
ASKED_AGO = "You asked this {time} ago."
TOO_OLD = "You asked this {time} ago; if you still want to know, please ask again."
STILL_SEARCHING = "Still searching…"

# buttons
MORE = "More"
BACK = "Back"
IN_PRIVATE = "In private"
THANKS = "Thank you for your vote."
VOTED = "Your vote is counted already."
EXPIRED = "This answer has expired; please ask again."
GONE = "This article is no longer there."

# what went wrong
SEARCH_FAILED = "I could not search just now; please try again."
TOO_SLOW = "This took too long; please ask again in other words."
BUSY = "Many people are asking just now; please ask again in a minute."
LOST = "My answer may not have reached you; if so, please ask again."
RESTARTED = "I was restarted while answering this; if you see no answer, please ask again."
SLOW_DOWN = "That is many questions at once; please try again in {seconds} s."
FULL = "Too many questions wait in this chat; please ask again in a minute."
NO_WORDS = "Please write your question in words, for example: How many officers are deployed?"
TOO_LONG = "Your question has {count} characters; please ask in {limit} or fewer."
ONLY_TEXT = "I read text only; please write your question."
UNKNOWN_COMMAND = "I do not know this command; /help shows what there is."

# commands
START = "I answer questions from {articles} news articles, published from {first} to {last}, and show the source of every statement."
START_UNDATED = "I answer questions from {articles} news articles, and show the source of every statement."
TRY = "Just write your question, for example:"
STRANGER = "This bot answers only people whom its owner has let in. If you know the owner, pass on your id: {id}"
HELP = "Write a question and I answer it from the articles, with its sources."
HELP_FOLLOW = (
    "A question may follow on from the one before; /new starts afresh. An edited question gets its answer edited."
)
HELP_GROUP = "In a group, ask with /ask, or by replying to me."
HELP_MENTION = "Here a mention, {name}, works too."
HELP_ADMIN = "For admins: send me a document or a link, or forward a channel's post, and it becomes an article."
NO_ANSWER_YET = "There is no answer here yet; ask something first."
NEW = "I have put the earlier questions aside; ask something new."
PRIVACY = (
    "I keep your questions and my answers for {hours} hours, so that follow-up questions and buttons work, and your votes as long. "
    "Nothing is passed on. /forget deletes it all at once."
)
FORGOTTEN = "I have deleted what I kept of this chat."
NOTHING_FOUND = "Nothing was found."
SEARCH_WHAT = "What shall I look for? Write it after the command: /search bridge"
ASK_WHAT = "What do you want to know? Write it after the command: /ask How many officers are deployed?"
LATEST = "The newest articles"
STATUS = "{articles} articles with {passages} passages, published from {first} to {last}; brought up to date {updated}."
STATUS_UNDATED = "{articles} articles with {passages} passages; brought up to date {updated}."

# admins
ADMINS_ONLY = "Only admins can do this."
ADD_WHAT = "Reply with /add to a document, a link or a forwarded post, or just send me one."
READING = "Reading {count} …"
ADDED = "added {added}, copies {copies}, refused {refused}"
NOT_SEARCHED = "the index could not be brought up to date: {reason}"
REINDEXING = "Bringing the index up to date …"
REINDEXED = "added {added}, changed {changed}, gone {gone}, rejected {rejected}"
STATS = "{questions} questions, {not_found} without an answer in the articles, {failed} failed; {up} 👍 and {down} 👎."
FEEDS = "The articles come from:"

# the menu
MENU_ASK = "ask a question"
MENU_SOURCES = "all sources of the last answer"
MENU_SEARCH = "find passages"
MENU_LATEST = "the newest articles"
MENU_STATUS = "what I know, and up to when"
MENU_NEW = "start afresh"
MENU_PRIVACY = "what I keep"
MENU_FORGET = "delete what you keep of me"
MENU_HELP = "how to ask"
MENU_ADD = "add an article"
MENU_REINDEX = "bring the index up to date"
MENU_FEEDS = "where the articles come from"
MENU_STATS = "questions and votes"

# inline
INLINE_HINT = "Type a question"
INLINE_ANSWER = "Answer"
