// What the report says of its own limits.
export const limits = `Other goals are measured elsewhere: 50 people and thousands of crews by \`asbuilt loadtest\`, growth with the number of photos by \`./dev bench --growth\` (docs/growth.md), small machines in docs/scaling.md, start to ready and lists of the desk by \`./dev bench\` (bench/results.md).

**Limits of the method.**
- Generator, servers and PostgreSQL share the cores: requests per second are what is left, for us and for the peers; trust CPU and ratios more. p95 and p99 of a saturated closed loop mirror throughput.
- One process of each peer. More of them answer more requests a second, at the same CPU per request.
- The peers (bench/README.md) have no request log, no security headers and no metrics, and write no chained events; Asbuilt has all of these on. Sessions are not touched at each request. All of that favours the peers.
- "Any of the first 200 pages" asks for another page each time; "page" asks for the same one again and again, as people do with the first page: what servers keep between requests, they keep.
- CPU is read in ticks of 10 ms; a window is hundreds of them on the peers, tens on Asbuilt.
- A comment of the peers is one row. "With its event" is what Asbuilt does in both.
- A peer's pool gives up after 2 s, as its text says: those answers are counted as refused.`;
