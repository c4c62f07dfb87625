import { catalogue } from "../catalogue.ts";

/** Requests to follow, and what can go wrong with following. */
export const follows = catalogue({
  de: {
    "follows.requests.title": "Wer Ihnen folgen möchte",
    "follows.requests.lead": "Wer Ihnen folgt, bekommt auch, was Sie nur für Ihre Follower schreiben.",
    "follows.requests.none": "Zurzeit wartet niemand auf eine Antwort.",
    "follows.requests.since": "angefragt am {day}",
    "follows.requests.accept": "Annehmen: {handle}",
    "follows.requests.reject": "Ablehnen: {handle}",
    "error.follows.self": "Sich selbst kann man nicht folgen.",
    "error.follows.not-found": "Diese Anfrage gibt es nicht (mehr).",
    "error.follows.not-yours": "Diese Anfrage geht an jemand anderen.",
  },
  en: {
    "follows.requests.title": "Who would like to follow you",
    "follows.requests.lead": "Your followers also get what you write for them only.",
    "follows.requests.none": "Nobody is waiting for an answer at the moment.",
    "follows.requests.since": "asked on {day}",
    "follows.requests.accept": "Accept: {handle}",
    "follows.requests.reject": "Decline: {handle}",
    "error.follows.self": "You cannot follow yourself.",
    "error.follows.not-found": "This request does not exist (any more).",
    "error.follows.not-yours": "This request is for somebody else.",
  },
});
