import type { CustomEmoji } from "../../platform/emojis.ts";
import type { Frame } from "../env.ts";
import { EmojiText } from "./emoji-text.tsx";

interface ActorLinkProps {
  readonly actor: {
    readonly name: string;
    readonly handle: string;
    readonly host: string;
    readonly url: string;
    readonly local: boolean;
    readonly emojis?: readonly CustomEmoji[];
  };
  /** Shows the emojis in the name; without it they stay words. */
  readonly frame?: Frame;
  readonly bold?: boolean;
}

/** A name that leads to its profile: ours here, others' at their own server. The name may be in any script. */
export const ActorLink = ({ actor, frame, bold }: ActorLinkProps) => {
  const text = actor.name === "" ? `@${actor.handle}` : actor.name;
  const { emojis = [], host } = actor;
  const name = <bdi>{frame ? <EmojiText frame={frame} text={text} emojis={emojis} owner={host} /> : text}</bdi>;
  return (
    <a href={actor.local ? `/@${actor.handle}` : actor.url} rel={actor.local ? undefined : "noopener nofollow ugc"}>
      {bold === true ? <b>{name}</b> : name}
    </a>
  );
};
