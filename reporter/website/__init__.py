"""The site: artefacts in, a folder of HTML out; the only room that knows MkDocs."""
