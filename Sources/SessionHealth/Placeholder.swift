enum SessionHealthPlaceholder {}
