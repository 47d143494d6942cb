package io.jitpeers.fleet;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A script that the engine (Valkey or Redis) runs atomically. Immutable and thread-safe. */
final class Script {
  private final byte[] text;
  private final String digest;

  private Script(byte[] text) {
    this.text = text;
    // The digest by which the engine identifies a cached script (SCRIPT LOAD, EVALSHA).
    this.digest = Base16.digest(text);
  }

  /** Loads a script from this package. */
  static Script load(String name) {
    try (InputStream in = Script.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the script " + name + " is missing in this artifact");
      }
      return new Script(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs the script in the engine. The script's text is sent only if the engine has not cached it.
   *
   * @return a stage that completes with the elements of the script's result: numbers and byte
   *     arrays
   */
  CompletionStage<List<Object>> run(
      RedisClusterAsyncCommands<byte[], byte[]> engine, byte[] key, byte[]... arguments) {
    byte[][] keys = {key};
    CompletionStage<List<Object>> answer =
        engine.evalsha(digest, ScriptOutputType.MULTI, keys, arguments);
    return answer.exceptionallyCompose(
        failure ->
            isUnknown(failure)
                ? engine.<List<Object>>eval(text, ScriptOutputType.MULTI, keys, arguments)
                : CompletableFuture.failedFuture(failure));
  }

  private static boolean isUnknown(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof RedisNoScriptException;
  }
}
