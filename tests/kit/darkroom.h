// The darkroom that the test program's main opened.
#pragma once

namespace imaging {
class Darkroom;
}

namespace kit {
imaging::Darkroom& darkroom();
}
