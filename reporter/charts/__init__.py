"""Charts: one small spec, three renderings that cannot disagree (SVG, Plotly JSON, table).

`build` makes specs from plain numbers, `figure` turns a spec into the HTML block of a page,
`signs` draws the verdict signs.  Nothing here knows a metric, a file or a clock.
"""
