"""Questions from residents to their village: asked by anybody, answered in writing by a day."""
