"""The studies of the lessons: one function per lesson, which computes its numbers, its figures and a scene to open."""
