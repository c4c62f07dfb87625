import type { Frame } from "../../../ui/env.ts";
import { drawingOf } from "../lineage.drawing.ts";
import { type LineageTree, treeOf } from "../lineage.model.ts";
import type { ShownLineage } from "../lineage.queries.ts";
import { TreeDrawing } from "./tree-drawing.tsx";
import { stateWords, whenWords } from "./tree-words.ts";

interface SectionProps {
  readonly frame: Frame;
  /** ActivityPub id of the note whose page this is. */
  readonly uri: string;
  readonly title: string;
  readonly lineage: ShownLineage | null;
}

/** Where a project came from and where it went: a drawing, and the same as a list. */
export const TreeSection = ({ frame, uri, title, lineage }: SectionProps) => {
  const { t } = frame;
  const tree = lineage && treeOf(lineage.nodes);
  const isAlone = tree === null || tree.children.length === 0;
  const drawing = tree && !isAlone ? drawingOf(tree) : null;
  return (
    <section class="section flow" id="stammbaum" aria-labelledby="stammbaum-titel">
      <h2 id="stammbaum-titel">{t("adoptions.tree.title")}</h2>
      <p>{t(isAlone ? "adoptions.tree.none" : "adoptions.tree.lead")}</p>
      {tree && !isAlone && (
        <div class={drawing ? "split split--even" : ""}>
          {drawing && <TreeDrawing frame={frame} drawing={drawing} title={title} />}
          <ul class="tree">
            <Entry frame={frame} node={tree} here={uri} paths={lineage.paths} />
          </ul>
        </div>
      )}
    </section>
  );
};

interface EntryProps {
  readonly frame: Frame;
  readonly node: LineageTree;
  readonly here: string;
  readonly paths: ReadonlyMap<string, string>;
}

const Entry = (props: EntryProps) => {
  const { frame, node, here, paths } = props;
  const { t, locale } = frame;
  const words = [stateWords(t, node), whenWords(locale, node)].filter((word) => word !== "").join(", ");
  return (
    <li>
      <b>
        <bdi>{node.district}</bdi>
      </b>
      {words === "" ? "" : ` · ${words}`}
      <br />
      <Title node={node} here={here} path={paths.get(node.uri)} frame={frame} />
      <br />
      <span class="small">
        {node.lesson === null ? (
          <span class="soft">{t("adoptions.tree.no-lesson")}</span>
        ) : (
          <>
            {t(node.state === "stopped" ? "adoptions.tree.why" : "adoptions.tree.learnt")} <bdi>{node.lesson}</bdi>
          </>
        )}
      </span>
      <Marks node={node} frame={frame} />
      {node.children.length > 0 && (
        <ul>
          {node.children.map((child) => (
            <Entry {...props} node={child} />
          ))}
        </ul>
      )}
    </li>
  );
};

/** The page here, if there is one; else the one at its own server; of what is gone only the name. */
const Title = ({ node, here, path, frame: { t } }: Omit<EntryProps, "paths"> & { path: string | undefined }) => {
  if (node.uri === here) return <span aria-current="true">{t("adoptions.tree.this", { title: node.title })}</span>;
  if (node.gone) return <bdi>{node.title}</bdi>;
  if (path !== undefined) {
    return (
      <a href={path}>
        <bdi>{node.title}</bdi>
      </a>
    );
  }
  if (node.url === null) return <bdi>{node.title}</bdi>;
  return (
    <a href={node.url} rel="noopener nofollow ugc">
      <bdi>{node.title}</bdi>
    </a>
  );
};

const Marks = ({ node, frame: { t } }: Pick<EntryProps, "node" | "frame">) => {
  const mark = node.byHand ? "by-hand" : node.parentUri !== null && !node.confirmed ? "unconfirmed" : null;
  return mark === null ? null : <span class="small soft"> ({t(`adoptions.tree.${mark}`)})</span>;
};
