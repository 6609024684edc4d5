// The program: the command line, with the web app that was built into it.
#include "embedded/web.h"
#include "server/cli.h"

int main(int argc, char** argv) { return server::run_cli(argc, argv, web::files()); }
