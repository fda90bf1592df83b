"""First drafts of written briefs: Markdown filled from a case, each sentence cited, so that it is set without refusal."""
