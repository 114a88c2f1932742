// The C code that the Swift layers need: calls that Swift cannot make (variadic functions, macros, intrinsics), and a
// few system functions. Nothing here depends on the service.
#ifndef CPLATFORM_H
#define CPLATFORM_H

#include "cplatform_address.h"
#include "cplatform_crypto.h"
#include "cplatform_curl.h"
#include "cplatform_file.h"
#include "cplatform_limits.h"
#include "cplatform_memory.h"
#include "cplatform_multi.h"
#include "cplatform_number.h"
#include "cplatform_poller.h"
#include "cplatform_proxy.h"
#include "cplatform_scan.h"
#include "cplatform_sink.h"
#include "cplatform_system.h"
#include "cplatform_text.h"

#endif
