package io.jitpeers.internal.settings;

import io.jitpeers.settings.ComponentProvider;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Calls a provider to create its component. If the call fails, the message of the exception names
 * the component.
 *
 * @param <T> the type of the component
 */
record ProviderCall<T>(String kind, String name, ComponentProvider<T> provider) {

  /**
   * Creates the component from the settings whose keys begin with its kind and name, such as {@code
   * packet-source.udp}. Rethrows a {@link VirtualMachineError} unchanged.
   *
   * @throws UncheckedIOException if the provider throws one because something that it needs is not
   *     available
   * @throws SettingsException if the provider throws any other exception or error, or returns null
   */
  T create(Settings settings) {
    Settings own = settings.scope(kind + "." + name);
    @Nullable T component;
    try {
      component = provider.create(own);
    } catch (SettingsException e) {
      throw namesIt(e) ? e : failed(": " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw new UncheckedIOException(sentence(": " + e.getMessage()), e.getCause());
    } catch (IllegalArgumentException e) {
      throw failed(" from its settings: " + own.withKeys(String.valueOf(e.getMessage())), e);
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Exception | Error e) {
      if (InterruptedException.class.isInstance(e)) { // Some languages do not declare this.
        Thread.currentThread().interrupt();
      }
      throw failed(": " + e, e);
    }
    if (component == null) {
      throw failed(": its provider returned null", null);
    }
    return component;
  }

  /** Returns whether an exception's message names a key of this component. */
  private boolean namesIt(SettingsException e) {
    return String.valueOf(e.getMessage()).contains(kind + "." + name);
  }

  private SettingsException failed(String reason, @Nullable Throwable cause) {
    return new SettingsException(sentence(reason), cause);
  }

  private String sentence(String reason) {
    return "the "
        + kind
        + " \""
        + name
        + "\" cannot be created"
        + reason
        + " (provider "
        + Origin.of(provider.getClass())
        + ")";
  }
}
