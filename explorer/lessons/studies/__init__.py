"""What the lessons find out: one function per lesson, from what is given to numbers, figures and a state to open."""
