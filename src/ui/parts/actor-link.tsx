interface ActorLinkProps {
  readonly actor: { readonly name: string; readonly handle: string; readonly url: string; readonly local: boolean };
  readonly bold?: boolean;
}

/** A name that leads to its profile: ours here, others' at their own server. The name may be in any script. */
export const ActorLink = ({ actor, bold }: ActorLinkProps) => {
  const name = <bdi>{actor.name === "" ? `@${actor.handle}` : actor.name}</bdi>;
  return (
    <a href={actor.local ? `/@${actor.handle}` : actor.url} rel={actor.local ? undefined : "noopener nofollow ugc"}>
      {bold === true ? <b>{name}</b> : name}
    </a>
  );
};
