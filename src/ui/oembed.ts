/** The `rel=alternate` by which other websites find what to show for a page of ours. @param url of the page, whole */
export const oembedOf = (url: string) => ({
  href: `/api/oembed?url=${encodeURIComponent(url)}`,
  type: "application/json+oembed",
});
