package io.jitpeers.testing;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Calls every static factory and every builder's method of a module that takes one thing, given
 * none. Those that may have none say so by an annotation.
 */
public final class NullArguments {
  private final Map<Class<?>, Object> arguments;
  private final List<String> accepting = new ArrayList<>();
  private int tried;

  private NullArguments(Map<Class<?>, Object> arguments) {
    this.arguments = arguments;
  }

  /**
   * Tries the public types of the module, as its build left them.
   *
   * @param ofModule any class of the module
   * @param arguments what builders are made with, by the type of their constructor's parameters
   */
  public static NullArguments of(Class<?> ofModule, Map<Class<?>, Object> arguments)
      throws ReflectiveOperationException, IOException, URISyntaxException {
    NullArguments nulls = new NullArguments(arguments);
    URI classes = ofModule.getProtectionDomain().getCodeSource().getLocation().toURI();
    for (Class<?> type : publicTypes(Path.of(classes))) {
      nulls.tryAll(type);
    }
    return nulls;
  }

  /** Methods that did not throw a {@link NullPointerException}. */
  public List<String> accepting() {
    return List.copyOf(accepting);
  }

  /** How many methods were tried. */
  public int tried() {
    return tried;
  }

  private void tryAll(Class<?> type) throws ReflectiveOperationException {
    for (Method method : type.getDeclaredMethods()) {
      Object target = Modifier.isStatic(method.getModifiers()) ? type : builderOf(type);
      if (target != null && takesOneThing(method)) {
        tryOne(method, target);
      }
    }
  }

  /** Tries every method of an object that takes one thing. */
  public static List<String> acceptedBy(Object target) throws ReflectiveOperationException {
    NullArguments nulls = new NullArguments(Map.of());
    for (Method method : target.getClass().getDeclaredMethods()) {
      if (takesOneThing(method)) {
        nulls.tryOne(method, target);
      }
    }
    return nulls.accepting();
  }

  private void tryOne(Method method, Object target) throws IllegalAccessException {
    tried++;
    Throwable thrown = null;
    try {
      method.invoke(target, (Object) null);
    } catch (InvocationTargetException e) {
      thrown = e.getCause();
    }
    if (!(thrown instanceof NullPointerException)) {
      accepting.add(method + " gave " + thrown);
    }
  }

  /** The types that other modules see. */
  private static List<Class<?>> publicTypes(Path classes)
      throws IOException, ClassNotFoundException {
    List<Class<?>> types = new ArrayList<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
        String name = classes.relativize(file).toString().replace('/', '.');
        name = name.substring(0, name.length() - ".class".length());
        if (name.contains(".internal.") || name.endsWith("-info")) {
          continue;
        }
        Class<?> type = Class.forName(name, false, NullArguments.class.getClassLoader());
        if (Modifier.isPublic(type.getModifiers())) {
          types.add(type);
        }
      }
    }
    return types;
  }

  private static boolean takesOneThing(Method method) {
    if (!Modifier.isPublic(method.getModifiers())
        || method.isSynthetic()
        || method.getParameterCount() != 1) {
      return false;
    }
    Parameter only = method.getParameters()[0];
    return !only.getType().isPrimitive()
        && !only.getAnnotatedType().isAnnotationPresent(Nullable.class)
        && !method.getName().equals("equals");
  }

  /** A new builder, if the type is one. */
  private @Nullable Object builderOf(Class<?> type) throws ReflectiveOperationException {
    if (!type.getSimpleName().endsWith("Builder")) {
      return null;
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      constructor.setAccessible(true);
      if (constructor.getParameterCount() == 0) {
        return constructor.newInstance();
      }
      Object argument = arguments.get(constructor.getParameterTypes()[0]);
      if (constructor.getParameterCount() == 1 && argument != null) {
        return constructor.newInstance(argument);
      }
    }
    return null;
  }
}
