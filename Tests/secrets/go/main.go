// Uses every method of a client, and prints all that they give in every way in which fmt prints, to be searched for
// secrets. Standard input has the jobs: an array of objects whose members are fields of codelab.Options, spelled as in C.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"reflect"
	"strconv"
	"strings"
	"time"

	codelab "libcodelab/bindings/go"
)

const (
	patience = 2 * time.Second // of each call, and of each iteration
	turns    = 20              // of an iteration, at most
)

func main() {
	var jobs []map[string]string
	if err := json.NewDecoder(os.Stdin).Decode(&jobs); err != nil {
		log.Fatal(err)
	}
	for _, job := range jobs {
		made := options(job)
		verbs(made) // not its fields: they are what a program has put there itself
		verbs(&made)
		client, err := codelab.NewClient(made)
		print(client, err)
		if err == nil {
			use(client)
		}
	}
}

// options finds the field for each name of C: user_name is UserName, retry_delay_ms RetryDelay.
func options(job map[string]string) (made codelab.Options) {
	for name, text := range job {
		inMs := strings.HasSuffix(name, "_ms")
		plain := strings.ReplaceAll(strings.TrimSuffix(name, "_ms"), "_", "")
		field := reflect.ValueOf(&made).Elem().FieldByNameFunc(func(each string) bool {
			return strings.EqualFold(each, plain)
		})
		if !field.IsValid() {
			log.Fatalf("there is no option %s", name)
		}
		if number, err := strconv.Atoi(text); err == nil && field.CanInt() {
			if inMs {
				number *= int(time.Millisecond)
			}
			field.SetInt(int64(number))
		} else {
			field.SetString(text)
		}
	}
	return made
}

func verbs(value any) {
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		fmt.Printf(verb+"\n", value)
	}
}

func print(values ...any) {
	for _, value := range values {
		verbs(value)
		if text, err := json.Marshal(value); err == nil {
			fmt.Printf("%s\n", text)
		}
		if err, isError := value.(error); isError {
			for ; err != nil; err = errors.Unwrap(err) {
				fmt.Println(err.Error())
			}
		}
		fields(reflect.ValueOf(value))
	}
}

// fields prints the fields of a value, and what it points to, each as a separate value.
func fields(value reflect.Value) {
	for value.Kind() == reflect.Pointer && !value.IsNil() {
		value = value.Elem()
		show(value)
	}
	switch value.Kind() {
	case reflect.Struct:
		for index := 0; index < value.NumField(); index++ {
			if value.Type().Field(index).IsExported() {
				show(value.Field(index))
			}
		}
	case reflect.Slice:
		for index := 0; index < value.Len(); index++ {
			show(value.Index(index))
		}
	}
}

func show(value reflect.Value) {
	if value.CanInterface() {
		fmt.Printf("%v %+v %#v\n", value.Interface(), value.Interface(), value.Interface())
	}
}

// use calls every method with the id of the instance that Open gives, and nothing else that is not needed.
func use(client *codelab.Client) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	instance, err := client.Open(ctx, nil)
	cancel()
	print(instance, err)
	id := "an-id"
	if instance != nil && instance.ID != "" {
		id = instance.ID
	}
	methods := reflect.ValueOf(client)
	for index := 0; index < methods.NumMethod(); index++ {
		switch name := methods.Type().Method(index).Name; name {
		case "Close", "String", "GoString", "Format":
		default:
			fmt.Println(name)
			walk(call(methods.Method(index), id)...)
		}
	}
	print(client.Close(), client)
	_, err = client.Show(context.Background(), id)
	print(err)
}

func call(method reflect.Value, id string) []reflect.Value {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var arguments []reflect.Value
	for index := 0; index < method.Type().NumIn(); index++ {
		switch kind := method.Type().In(index); {
		case kind.Kind() == reflect.Interface:
			arguments = append(arguments, reflect.ValueOf(ctx))
		case kind.Kind() == reflect.String:
			arguments = append(arguments, reflect.ValueOf(id))
		default:
			arguments = append(arguments, reflect.Zero(kind))
		}
	}
	results := method.Call(arguments)
	for _, each := range results {
		print(each.Interface())
	}
	return results
}

// walk goes through what is an iterator: as long as its Next gives neither an error nor false.
func walk(values ...reflect.Value) {
	for _, value := range values {
		if value.Kind() == reflect.Interface || value.Kind() == reflect.Pointer && value.IsNil() {
			continue
		}
		next := value.MethodByName("Next")
		for turn := 0; next.IsValid() && turn < turns; turn++ {
			results := call(next, "")
			for _, name := range []string{"Value", "Err", "Phase"} {
				if method := value.MethodByName(name); method.IsValid() && method.Type().NumIn() == 0 {
					call(method, "")
				}
			}
			last := results[len(results)-1]
			if last.Kind() == reflect.Bool && !last.Bool() || last.Kind() == reflect.Interface && !last.IsNil() {
				break
			}
		}
	}
}
