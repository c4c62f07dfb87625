/**
 * The floors and the order of the features (ARCHITECTURE.md). An import may only go down.
 * A new feature is one line in FEATURES, between what it uses and what uses it.
 */
const FEATURES = [
  "emojis",
  "actors",
  "district",
  "accounts",
  "setup",
  "media",
  "follows",
  "peers",
  "partners",
  "audience",
  "organisations",
  "posts",
  "announcements",
  "lists",
  "filters",
  "groups",
  "quotes",
  "composing",
  "intents",
  "project-notes",
  "transfer",
  "adoptions",
  "notifications",
  "topics",
  "search",
  "moderation",
];

/** What a higher feature may use of a lower one: never its routes, pages or inbox. */
const OPEN_FILES = "(model|schemas|policy|errors|activitypub|table|queries|store|usecases)";

const forbid = (name, from, to, comment) => ({ name, severity: "error", comment, from, to });

const upward = FEATURES.slice(0, -1).map((feature, index) =>
  forbid(
    `feature-${feature}-imports-upward`,
    { path: `^src/features/${feature}/` },
    { path: `^src/features/(${FEATURES.slice(index + 1).join("|")})/` },
    "Features are ordered; a lower one never imports a higher one.",
  ),
);

module.exports = {
  forbidden: [
    forbid("no-cycles", {}, { circular: true }, "Cycles hide which part depends on which."),
    forbid("platform-imports-packages-only", { path: "^src/platform/" }, { path: "^src/(?!platform/)" }),
    forbid("ui-imports-platform-only", { path: "^src/ui/" }, { path: "^src/(?!ui/|platform/)" }),
    forbid("features-import-down", { path: "^src/features/" }, { path: "^src/(?!features/|ui/|platform/)" }),
    ...upward,
    forbid(
      "features-keep-their-edges",
      { path: "^src/features/([^/]+)/" },
      {
        path: "^src/features/(?!$1/)[^/]+/",
        pathNot: `^src/features/[^/]+/(usecases/|[^/]+\\.${OPEN_FILES}\\.tsx?$)`,
      },
      "Of another feature only its model, schemas, policy, errors, activitypub, table, queries, store and usecases files.",
    ),
    forbid("federation-imports-down", { path: "^src/federation/" }, { path: "^src/(app|cli|mastodon)/" }),
    forbid("mastodon-imports-down", { path: "^src/mastodon/" }, { path: "^src/(app|cli|federation)/" }),
    forbid("only-federation-knows-fedify", { path: "^src/(?!federation/)" }, { path: "node_modules/@fedify/" }),
    forbid(
      "mastodon-knows-what-features-open",
      { path: "^src/mastodon/" },
      {
        path: "^src/features/[^/]+/",
        pathNot: `^src/features/[^/]+/(usecases/|[^/]+\\.${OPEN_FILES}\\.tsx?$)`,
      },
      "The client API reads and writes by queries and use cases.",
    ),
    forbid("app-is-not-imported", { path: "^src/(?!app/|cli/|main\\.ts)" }, { path: "^src/(app|cli|main\\.ts)" }),
    forbid("no-test-code-in-src", { path: "^src/" }, { path: "^(test|bench)/" }),
    forbid("declared-packages-only", { path: "^src/" }, { dependencyTypes: ["npm-no-pkg", "npm-unknown", "npm-dev"] }),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "types"] },
  },
};
