// Calls on musl what JIT Peers calls through JNA, without a JVM: usage: musl LIBJNIDISPATCH FUNCTION... [-- SYMBOL...]
//
// Opens the C library by the names that JIT Peers tries, finds each FUNCTION in it, loads JNA's library, calls a function through its
// libffi as JNA's direct mapping does, and writes frames to a stream as a capture does. Prints each SYMBOL that the C library lacks.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void require(int holds, const char *what) {
  if (!holds) {
    printf("failed: %s\n", what);
    exit(1);
  }
  printf("ok: %s\n", what);
}

static void *open_library(const char *name) {
  // The flag with which the JVM and JIT Peers open libraries.
  void *library = dlopen(name, RTLD_LAZY);
  if (library == NULL) {
    printf("dlopen: %s\n", dlerror());
  }
  require(library != NULL, name);
  return library;
}

// libffi's types are passed by address only.
typedef int (*prepare)(void *cif, int abi, unsigned count, void *result, void **arguments);
typedef void (*call)(void *cif, void (*function)(void), void *result, void **arguments);
typedef void *(*allocate)(size_t size, void **code);
typedef int (*prepare_closure)(void *closure, void *cif, void *function, void *data, void *code);

static call ffi_call;
static void *libc;

// As JNA's dispatcher of direct mapping: receives a call and passes it on to the C library.
static void dispatch(void *cif, void *result, void **arguments, void *data) {
  ffi_call(cif, (void (*)(void))dlsym(libc, (const char *)data), result, arguments);
}

static void direct_mapping(void *jna) {
  // Larger than ffi_cif and ffi_closure.
  static long cif[64];
#ifdef __aarch64__
  enum { DEFAULT_ABI = 1, CLOSURE_SIZE = 512 };
#else
  enum { DEFAULT_ABI = 2, CLOSURE_SIZE = 512 };
#endif
  void *arguments[] = {dlsym(jna, "ffi_type_pointer")};
  ffi_call = (call)dlsym(jna, "ffi_call");
  require(((prepare)dlsym(jna, "ffi_prep_cif"))(cif, DEFAULT_ABI, 1, dlsym(jna, "ffi_type_uint64"), arguments) == 0, "ffi_prep_cif");
  void *code;
  void *closure = ((allocate)dlsym(jna, "ffi_closure_alloc"))(CLOSURE_SIZE, &code);
  require(closure != NULL, "ffi_closure_alloc");
  require(((prepare_closure)dlsym(jna, "ffi_prep_closure_loc"))(closure, cif, dispatch, "strlen", code) == 0, "ffi_prep_closure_loc");
  require(((size_t(*)(const char *))code)("initiation") == 10, "a call through JNA's libffi");
}

// A capture rewinds its stream, lets libpcap write a batch of frames, flushes, and asks for the length.
static void batches(void) {
  static char memory[4096];
  FILE *stream = fmemopen(memory, sizeof memory, "w");
  require(stream != NULL, "fmemopen");
  require(fwrite("the header of the file..", 24, 1, stream) == 1, "the file's header is written");
  char frame[100];
  for (int batch = 1; batch < 30; batch++) {
    int frames = 30 - batch;
    memset(frame, batch, sizeof frame);
    rewind(stream);
    for (int i = 0; i < frames; i++) {
      if (fwrite(frame, sizeof frame, 1, stream) != 1) {
        require(0, "a frame is written");
      }
    }
    if (fflush(stream) != 0 || ftell(stream) != frames * (long)sizeof frame) {
      require(0, "the length of a batch");
    }
    for (int i = 0; i < frames * (int)sizeof frame; i++) {
      if (memory[i] != batch) {
        require(0, "the bytes of a batch");
      }
    }
  }
  require(fclose(stream) == 0, "batches of frames in memory");
}

int main(int count, char **words) {
  open_library("libc.so");
  libc = open_library("libc.so.6");
  int next = 2;
  for (; next < count && strcmp(words[next], "--") != 0; next++) {
    require(dlsym(libc, words[next]) != NULL, words[next]);
  }
  void *jna = open_library(words[1]);
  require(dlsym(jna, "JNI_OnLoad") != NULL, "JNA's library");
  direct_mapping(jna);
  batches();
  for (next++; next < count; next++) {
    if (dlsym(RTLD_DEFAULT, words[next]) == NULL) {
      printf("missing: %s\n", words[next]);
    }
  }
  return 0;
}
