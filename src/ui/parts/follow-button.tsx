import { plainName } from "../../platform/emojis.ts";
import type { Frame } from "../env.ts";
import { Button } from "../forms/buttons.tsx";

interface FollowButtonProps {
  readonly frame: Frame;
  /** Row id and name of who may be followed. */
  readonly actor: { readonly id: string; readonly name: string; readonly handle: string };
  /** How the viewer stands to this actor; undefined: not at all. */
  readonly state: "pending" | "accepted" | "rejected" | undefined;
  /** How the district does; only admins follow for it. */
  readonly districtState?: "pending" | "accepted" | "rejected" | undefined;
}

/** Follow and unfollow, for members; admins also for the district. Comes back to this page. */
export const FollowButton = ({ frame, actor, state, districtState }: FollowButtonProps) => {
  const { t, viewer } = frame;
  if (viewer === null) return null;
  const name = plainName(actor);
  if (viewer.actorId === actor.id) return <p>{t("search.follow.self")}</p>;
  return (
    <form class="flow" method="post" action="/folgen">
      <input type="hidden" name="wem" value={actor.id} />
      <input type="hidden" name="zurueck" value={frame.path} />
      {state === "pending" && <p>{t("search.follow.pending", { name })}</p>}
      {state === "rejected" && <p>{t("search.follow.rejected", { name })}</p>}
      <p class="row">
        {(state === undefined || state === "rejected") && <Button>{t("search.follow", { name })}</Button>}
        {state === "pending" && (
          <Button look="secondary" formaction="/entfolgen">
            {t("search.follow.withdraw", { name })}
          </Button>
        )}
        {state === "accepted" && (
          <Button look="secondary" formaction="/entfolgen">
            {t("search.unfollow", { name })}
          </Button>
        )}
        {viewer.role === "admin" && (districtState === undefined || districtState === "rejected") && (
          <Button look="tertiary" name="fuer" value="stadtteil">
            {t("search.follow.district", { name })}
          </Button>
        )}
      </p>
    </form>
  );
};
