// The font of the stamp, inside the program: a decoder may open no file.
    .section .rodata
    .global asbuilt_font
    .global asbuilt_font_end
    .balign 16
asbuilt_font:
    .incbin ASBUILT_FONT
asbuilt_font_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
